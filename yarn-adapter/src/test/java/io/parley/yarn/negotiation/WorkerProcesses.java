package io.parley.yarn.negotiation;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Workers of a test that are told apart from all other processes of this machine. Each sleeps for a time of its own, a
 * little above ten minutes, which its command line shows.
 */
final class WorkerProcesses {

    private static final AtomicLong GROUPS = new AtomicLong(System.nanoTime());

    private final String mark;

    WorkerProcesses() {
        this("600." + ProcessHandle.current().pid() + "0" + GROUPS.getAndIncrement());
    }

    /** Makes the same workers in another process of the test. */
    WorkerProcesses(String mark) {
        this.mark = mark;
    }

    String mark() {
        return mark;
    }

    /** Says how to start one of the workers. */
    ContainerStarter starter(int worker) {
        return Workers.shell("exec sleep " + argument(worker));
    }

    /** Counts the processes of one of the workers. */
    long running(int worker) {
        return find(argument(worker)).count();
    }

    /** Gives the id of the one process of a worker. */
    long only(int worker) {
        List<ProcessHandle> found = find(argument(worker)).toList();
        if (found.size() != 1) {
            throw new AssertionError("Worker " + worker + " has " + found.size() + " processes.");
        }
        return found.get(0).pid();
    }

    /** Counts the processes of all workers. */
    long running() {
        return find(mark).count();
    }

    private String argument(int worker) {
        return mark + "%04d".formatted(worker);
    }

    private static Stream<ProcessHandle> find(String start) {
        return ProcessHandle.allProcesses().filter(process -> {
            List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
            return arguments.size() == 1 && arguments.get(0).startsWith(start);
        });
    }
}
