package io.parley.yarn.negotiation;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Workers of a test that are told apart from all other processes of this machine. Each sleeps for a time of its own, a
 * little above ten minutes, which its command line shows.
 */
final class WorkerProcesses {

    private static final AtomicLong GROUPS = new AtomicLong(System.nanoTime());

    private final String mark = "600." + ProcessHandle.current().pid() + "0" + GROUPS.getAndIncrement();

    /** Says how to start one of the workers. */
    ContainerStarter starter(int worker) {
        return Workers.shell("exec sleep " + argument(worker));
    }

    /** Counts the processes of one of the workers. */
    long running(int worker) {
        return count(argument(worker), true);
    }

    /** Counts the processes of all workers. */
    long running() {
        return count(mark, false);
    }

    private String argument(int worker) {
        return mark + "%04d".formatted(worker);
    }

    private static long count(String argument, boolean whole) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
                    return arguments.size() == 1
                            && (whole
                                    ? arguments.get(0).equals(argument)
                                    : arguments.get(0).startsWith(argument));
                })
                .count();
    }
}
