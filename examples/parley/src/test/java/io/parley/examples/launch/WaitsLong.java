package io.parley.examples.launch;

import java.time.Duration;

/** Runs in a task: waits for five minutes. */
final class WaitsLong {

    private WaitsLong() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
}
