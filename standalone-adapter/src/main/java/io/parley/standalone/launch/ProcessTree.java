package io.parley.standalone.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A process and everything that it has started, as far as it was seen: what has lost its parent belongs to it still.
 * Not thread-safe.
 *
 * <p>A java that is a script may end, or wait, before the real one does.
 */
final class ProcessTree {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final String ZOMBIE = "Z";

    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    ProcessTree(ProcessHandle root) {
        seen.add(root);
        look();
    }

    private void look() {
        for (ProcessHandle process : List.copyOf(seen)) {
            // The number of one that has ended may have gone to another.
            if (process.isAlive()) {
                process.descendants().forEach(seen::add);
            }
        }
    }

    /** Asks all to end, those before that started others. */
    void ask() {
        seen.forEach(ProcessHandle::destroy);
    }

    /** Ends all without asking, and what they started meanwhile. */
    void force() {
        look();
        seen.forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until all have ended; gives whether they have. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (isRunning()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            Thread.sleep(Math.min(POLL.toMillis(), 1 + left / 1_000_000));
            look();
        }
        return true;
    }

    boolean isRunning() {
        return seen.stream().anyMatch(ProcessTree::isRunning);
    }

    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process);
    }

    /** Tells whether only its new parent keeps it: the first process of a container may never ask how it ended. */
    private static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            // The second field, in parentheses, may hold blanks.
            return stat.startsWith(ZOMBIE, stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            // It has ended meanwhile, or the system does not tell.
            return false;
        }
    }
}
