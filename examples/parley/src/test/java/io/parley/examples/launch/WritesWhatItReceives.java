package io.parley.examples.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs in a container: writes its arguments and its environment to the file that its first argument names. */
final class WritesWhatItReceives {

    static final String PREFIX = "PARLEY_TEST_";

    private WritesWhatItReceives() {}

    /**
     * What arrived.
     *
     * @param arguments every argument behind the first
     * @param variables the variables whose name starts with {@link #PREFIX}
     */
    record Received(List<String> arguments, Map<String, String> variables) {

        static Received read(Path file) throws IOException {
            List<String> arguments = new ArrayList<>();
            Map<String, String> variables = new TreeMap<>();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                if (words.length == 1) {
                    arguments.add(decoded(words[0]));
                } else {
                    variables.put(words[0], decoded(words[1]));
                }
            }
            return new Received(arguments, variables);
        }
    }

    public static void main(String[] arguments) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            lines.add(encoded(argument));
        }
        System.getenv().forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                lines.add(name + " " + encoded(value));
            }
        });
        Path file = Path.of(arguments[0]);
        Path incomplete = Files.write(file.resolveSibling(file.getFileName() + ".incomplete"), lines);
        Files.move(incomplete, file);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
