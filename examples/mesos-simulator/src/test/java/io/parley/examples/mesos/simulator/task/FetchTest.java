package io.parley.examples.mesos.simulator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FetchTest {

    @Test
    void isDoneWithEverythingWhenItWasWaitedFor(@TempDir Path folder) throws IOException {
        Sandbox sandbox = Sandbox.create(folder, "agent", "framework", "executor", "container", "");
        AtomicBoolean hasTold = new AtomicBoolean();
        try (Watchdog watchdog = Watchdog.start(Files.createDirectory(folder.resolve("work")))) {
            Fetch fetch = Fetch.start(CommandInfo.getDefaultInstance(), sandbox, watchdog, fetched -> {
                pause();
                hasTold.set(fetched);
            });

            fetch.killAndWait();

            assertThat(hasTold).isTrue();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
