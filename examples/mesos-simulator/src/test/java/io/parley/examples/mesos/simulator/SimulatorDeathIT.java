package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is left of a simulator whose process is killed. */
@Timeout(120)
class SimulatorDeathIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void leavesNothingWhenItsProcessIsKilled() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatorProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = program.inputReader()) {
            String[] words = output.readLine().split(" ", 2);
            long task = Long.parseLong(words[0]);
            Path work = Path.of(words[1]);
            List<Long> processes = List.of(task, started(work, "inner"), started(work, "grouped"));
            assertThat(processes).allMatch(RunningProcess::is);

            program.destroyForcibly();

            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while ((processes.stream().anyMatch(RunningProcess::is) || Files.exists(work))
                    && System.nanoTime() - deadline < 0) {
                Thread.sleep(20);
            }
            assertThat(processes).noneMatch(RunningProcess::is);
            assertThat(work).doesNotExist();
        } finally {
            program.destroyForcibly();
        }
    }

    private static long started(Path work, String name) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            try (Stream<Path> all = Files.walk(work)) {
                List<Path> found = all.filter(path -> path.endsWith(name)).toList();
                if (!found.isEmpty() && Files.size(found.get(0)) > 1) {
                    return Long.parseLong(Files.readString(found.get(0)).strip());
                }
            }
            Thread.sleep(10);
        }
        throw new AssertionError("The task did not start.");
    }
}
