package io.parley.examples.command;

import io.parley.api.configuration.FlinkVersion;
import io.parley.core.configuration.ReadConfiguration;
import io.parley.core.editing.ConfigurationFileIo;
import io.parley.core.editing.EditedText;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration file that a command edits.
 *
 * @param found what the reader says about it
 * @param io the file as it was read to be edited
 */
record EditableFile(ReadConfiguration found, ConfigurationFileIo io) {

    /**
     * Finds a file as a Flink version does.
     *
     * @param conf the file, or a directory that holds it
     * @param version the version
     * @throws IllegalArgumentException if it cannot be read; the message names it
     */
    static EditableFile find(String conf, FlinkVersion version) {
        ReadConfiguration found = ConfigurationOptions.read(conf, version);
        return new EditableFile(found, ConfigurationFileIo.read(found.file(), found.format()));
    }

    /** Gives the changes of a file's text as a unified diff; the new text is named by a word behind the file's name. */
    static List<String> diff(Path file, EditedText edited, String word) {
        return edited.unifiedDiff(file.toString(), file + " (" + word + ")");
    }

    /** Prints a diff in the encoding of the file, whatever the terminal's is: it is to be applied to the file. */
    void printDiff(CommandContext context, List<String> diff) {
        Charset charset = io.charset();
        String text = diff.stream().map(line -> line + "\n").collect(Collectors.joining());
        printExactly(context, text, text.getBytes(charset));
    }

    /** Prints a whole text as it would be written. */
    void printText(CommandContext context, String text) {
        printExactly(context, text, io.encode(text));
    }

    private static void printExactly(CommandContext context, String text, byte[] encoded) {
        if (context.out() instanceof ByteExactWriter exact) {
            exact.writeBytes(encoded);
        } else {
            context.out().print(text);
        }
    }
}
