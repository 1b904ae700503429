package io.parley.examples.launch;

import java.time.Duration;

/** Runs in a container: does nothing for five minutes, so that its application is never RUNNING. */
final class NeverRegisters {

    private NeverRegisters() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
}
