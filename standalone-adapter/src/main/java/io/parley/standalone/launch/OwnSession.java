package io.parley.standalone.launch;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts a command in a session of its own, so that what the terminal sends to its foreground, for instance Ctrl-C,
 * does not reach the process: its launcher ends it, unless it was detached. Stateless.
 *
 * <p>The program setsid does that, as the same process. Where there is none, for instance on macOS, the process stays
 * in the session of its launcher.
 */
final class OwnSession {

    private static final String PROGRAM = "setsid";
    private static final List<String> USUAL = List.of("/usr/bin", "/bin");

    private OwnSession() {}

    /** Gives the command that starts a command in a session of its own; where that cannot be, the same command. */
    static List<String> of(List<String> command) {
        return of(command, program(System.getenv().getOrDefault("PATH", "")));
    }

    static List<String> of(List<String> command, Optional<Path> program) {
        List<String> words = new ArrayList<>();
        program.ifPresent(setsid -> words.add(setsid.toString()));
        words.addAll(command);
        return words;
    }

    /** Finds the program in the usual folders and on a path. */
    static Optional<Path> program(String path) {
        return Stream.concat(USUAL.stream(), Stream.of(path.split(File.pathSeparator, -1)))
                .filter(folder -> !folder.isEmpty())
                .flatMap(OwnSession::in)
                .findFirst();
    }

    private static Stream<Path> in(String folder) {
        try {
            Path program = Path.of(folder, PROGRAM);
            return program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)
                    ? Stream.of(program)
                    : Stream.empty();
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }
}
