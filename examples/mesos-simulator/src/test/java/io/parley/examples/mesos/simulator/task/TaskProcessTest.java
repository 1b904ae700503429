package io.parley.examples.mesos.simulator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TaskProcessTest {

    private static final CommandInfo STUBBORN = CommandInfo.newBuilder()
            .setShell(true)
            .setValue("trap '' TERM HUP INT; while :; do sleep 0.1; done")
            .build();

    @Test
    void hasEndedAndIsForgottenWhenItWasWaitedFor(@TempDir Path folder) throws IOException {
        try (Watchdog watchdog = Watchdog.start(Files.createDirectory(folder.resolve("work")))) {
            Path sandbox = Files.createDirectory(folder.resolve("sandbox"));
            for (int round = 0; round < 5; round++) {
                TaskProcess process = TaskProcess.start(STUBBORN, sandbox, Map.of(), watchdog);

                process.killAndWait();

                assertThat(process.exit()).isDone();
                assertThat(folder.resolve("work/pids")).isEmptyDirectory();
            }
        }
    }
}
