package io.parley.examples.launch;

import java.util.List;

/**
 * The command line of a running Java process, as the operating system holds it. Immutable.
 *
 * @param pid the process
 * @param words every word, byte for byte
 * @param mainClassIndex which word is the main class
 */
record ProcessCommandLine(long pid, List<String> words, int mainClassIndex) {

    /** Copies the list. */
    ProcessCommandLine {
        words = List.copyOf(words);
    }

    /** Gives what stands between java and the main class. */
    List<String> jvmArguments() {
        return words.subList(1, mainClassIndex);
    }
}
