package io.parley.examples.mesos.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether a process runs; one that has ended and that its parent does not look after does not. */
final class RunningProcess {

    private RunningProcess() {}

    static boolean is(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }
}
