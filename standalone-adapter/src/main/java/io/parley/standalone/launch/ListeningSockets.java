package io.parley.standalone.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whose process listens on a port, as Linux tells it. Immutable.
 *
 * @param proc where the system tells of its processes, {@code /proc}
 */
record ListeningSockets(Path proc) {

    static final ListeningSockets OF_THIS_HOST = new ListeningSockets(Path.of("/proc"));

    /** The fourth column of a socket that listens. */
    private static final String LISTENS = "0A";

    private static final int LOCAL_COLUMN = 1;
    private static final int STATE_COLUMN = 3;
    private static final int INODE_COLUMN = 9;
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    /**
     * Tells whether a process, or one that it started, listens on a port.
     *
     * @return true where it does, false where only others do; empty where nobody does or the system does not tell
     */
    Optional<Boolean> isListening(long pid, int port) {
        try {
            Set<String> listening = new HashSet<>();
            for (String table : List.of("tcp", "tcp6")) {
                Path file = proc.resolve("net").resolve(table);
                if (Files.exists(file)) {
                    listening.addAll(inodes(Files.readAllLines(file, StandardCharsets.ISO_8859_1), port));
                }
            }
            if (listening.isEmpty()) {
                return Optional.empty();
            }
            Set<String> own = new HashSet<>(socketsOf(pid));
            for (ProcessHandle started : descendants(pid)) {
                own.addAll(socketsOf(started.pid()));
            }
            listening.retainAll(own);
            return Optional.of(!listening.isEmpty());
        } catch (DirectoryIteratorException | IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    /** Gives what a process started; a java that is a script may have started the real one. */
    private static List<ProcessHandle> descendants(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> process.descendants().toList())
                .orElse(List.of());
    }

    private static Set<String> inodes(List<String> table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        Set<String> inodes = new HashSet<>();
        for (String line : table) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > INODE_COLUMN
                    && columns[STATE_COLUMN].equals(LISTENS)
                    && columns[LOCAL_COLUMN].endsWith(suffix)) {
                inodes.add(columns[INODE_COLUMN]);
            }
        }
        return inodes;
    }

    private Set<String> socketsOf(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(proc.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path each : open) {
                Matcher socket = SOCKET.matcher(target(each));
                if (socket.matches()) {
                    inodes.add(socket.group(1));
                }
            }
        } catch (NoSuchFileException e) {
            // It has ended meanwhile, so it listens nowhere.
            return Set.of();
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // It was closed meanwhile.
            return "";
        }
    }
}
