package io.parley.examples.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** Reads the command lines of Java processes on this machine from /proc. Stateless. */
final class ProcessCommandLines {

    private static final Path PROCESSES = Path.of("/proc");
    private static final String NUMBERS = "[0-9]*";
    private static final String NUL = "\0";

    private ProcessCommandLines() {}

    /** Tells whether this system shows command lines. */
    static boolean isSupported() {
        return Files.isReadable(PROCESSES.resolve("self").resolve("cmdline"));
    }

    /**
     * Finds the Java process of a container.
     *
     * @param applicationId a YARN application id; one of its containers has to be named in the process's environment
     * @param mainClass the class that was started
     * @return its command line, if such a process runs here and may be read
     */
    static Optional<ProcessCommandLine> find(String applicationId, String mainClass) {
        // container_<epoch>_<cluster>_<application>_<attempt>_<number>, without the epoch at first.
        Pattern container = Pattern.compile("\0CONTAINER_ID=container_(?:e\\d+_)?"
                + Pattern.quote(applicationId.replace("application_", "")) + "_");
        return find(environment -> container.matcher(environment).find(), words -> words.indexOf(mainClass));
    }

    /**
     * Finds the Java process that was started with {@code -cp} and told an id as Flink tells it to its containers.
     *
     * @param id the whole id of a container or task
     * @return its command line, if such a process runs here and may be read
     */
    static Optional<ProcessCommandLine> ofContainer(String id) {
        String variable = NUL + "_FLINK_CONTAINER_ID=" + id + NUL;
        return find(environment -> environment.contains(variable), ProcessCommandLines::afterClassPath);
    }

    private static Optional<ProcessCommandLine> find(
            Predicate<String> environment, ToIntFunction<List<String>> mainClass) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, NUMBERS)) {
            for (Path process : processes) {
                List<String> words = words(process);
                int main = mainClass.applyAsInt(words);
                if (main > 0
                        && Path.of(words.get(0)).endsWith("java")
                        && environment.test(NUL + environment(process))) {
                    return Optional.of(
                            new ProcessCommandLine(Long.parseLong(String.valueOf(process.getFileName())), words, main));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the processes in " + PROCESSES, e);
        }
    }

    /** Gives where the main class is; -1 where there is none. */
    private static int afterClassPath(List<String> words) {
        int option = words.indexOf("-cp");
        return option >= 0 && option + 2 < words.size() ? option + 2 : -1;
    }

    /**
     * Reads the command line of a Java process that was started with {@code -cp}, which its main class follows.
     *
     * @param pid the process
     * @return its command line, if it runs here and may be read
     */
    static Optional<ProcessCommandLine> ofProcess(long pid) {
        List<String> words = words(PROCESSES.resolve(Long.toString(pid)));
        int main = afterClassPath(words);
        return main > 0 ? Optional.of(new ProcessCommandLine(pid, words, main)) : Optional.empty();
    }

    private static List<String> words(Path process) {
        return Arrays.asList(read(process.resolve("cmdline")).split(NUL, -1));
    }

    private static String environment(Path process) {
        return read(process.resolve("environ"));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // The process has ended, or belongs to somebody else.
            return "";
        }
    }
}
