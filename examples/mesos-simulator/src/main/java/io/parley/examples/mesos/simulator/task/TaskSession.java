package io.parley.examples.mesos.simulator.task;

import java.io.IOException;
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
    private static final int SESSION_FIELD = 3;

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

    /** Finds the processes of the session that a process leads or led, the leader included. */
    static List<ProcessHandle> members(ProcessHandle leader) {
        long session = leader.pid();
        return Stream.concat(
                        ProcessHandle.allProcesses()
                                .filter(each -> sessionOf(each.pid())
                                        .filter(id -> id == session)
                                        .isPresent()),
                        Stream.concat(leader.descendants(), Stream.of(leader)))
                .distinct()
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private static Optional<Long> sessionOf(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            return Optional.of(Long.parseLong(fields[SESSION_FIELD]));
        } catch (IOException | RuntimeException e) {
            // It has ended meanwhile, or there is no such folder here.
            return Optional.empty();
        }
    }
}
