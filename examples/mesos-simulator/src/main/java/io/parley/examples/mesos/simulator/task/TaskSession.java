package io.parley.examples.mesos.simulator.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operating system's session of a task: its process and all that it started, also what has lost its parent.
 * Stateless.
 *
 * <p>Needs the program setsid and the folder /proc; without them there are only the descendants.
 */
final class TaskSession {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path PROC = Path.of("/proc");
    /** Behind the name in parentheses: state, parent, group, session. */
    private static final int STATE_FIELD = 0;

    private static final int SESSION_FIELD = 3;
    private static final String ENDED = "Z";

    private TaskSession() {}

    /** Gives the command that starts a command as the leader of a session of its own. */
    static List<String> leading(List<String> command) {
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            words.add(SETSID.toString());
        }
        words.addAll(command);
        return words;
    }

    /**
     * Finds the processes of the session that a process leads or led, the leader included; those that have ended and
     * that nobody looks after do not count.
     */
    static List<ProcessHandle> members(ProcessHandle leader) {
        String session = Long.toString(leader.pid());
        return Stream.concat(
                        ProcessHandle.allProcesses()
                                .filter(each -> fieldsOf(each)
                                        .filter(fields -> fields[SESSION_FIELD].equals(session))
                                        .isPresent()),
                        Stream.concat(leader.descendants(), Stream.of(leader)))
                .distinct()
                .filter(ProcessHandle::isAlive)
                .filter(each -> fieldsOf(each)
                        .filter(fields -> fields[STATE_FIELD].equals(ENDED))
                        .isEmpty())
                .toList();
    }

    private static Optional<String[]> fieldsOf(ProcessHandle process) {
        try {
            // The name of a process may be any bytes.
            String stat = Files.readString(
                    PROC.resolve(Long.toString(process.pid())).resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            return fields.length > SESSION_FIELD ? Optional.of(fields) : Optional.empty();
        } catch (IOException e) {
            // It has ended meanwhile, or there is no such folder here.
            return Optional.empty();
        }
    }
}
