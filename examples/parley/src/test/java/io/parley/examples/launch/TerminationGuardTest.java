package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TerminationGuardTest {

    /** Waits under a guard; cleans up for as many milliseconds as its first argument says. */
    static final class Guarded {

        private Guarded() {}

        public static void main(String[] arguments) throws InterruptedException {
            TerminationGuard guard = TerminationGuard.ofCurrentThread(Duration.ofSeconds(2));
            try {
                System.out.println("waiting");
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.sleep(Long.parseLong(arguments[0]));
                System.out.println("cleaned up, " + isTold(guard));
            } finally {
                guard.close();
            }
        }

        private static String isTold(TerminationGuard guard) {
            try {
                guard.check();
                return "not told";
            } catch (InterruptedException e) {
                return "told";
            }
        }
    }

    private static List<String> linesOfAGuardedProcessThatIsTerminated(long cleanUpMillis)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Guarded.class.getName(),
                        Long.toString(cleanUpMillis))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("waiting");
            // Not of the process itself, which would close its output.
            process.toHandle().destroy();
            List<String> lines = output.lines().toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theEndWaitsUntilEverythingIsCleanedUp() throws Exception {
        assertThat(linesOfAGuardedProcessThatIsTerminated(500)).containsExactly("cleaned up, told");
    }

    @Test
    void theEndDoesNotWaitForEver() throws Exception {
        assertThat(linesOfAGuardedProcessThatIsTerminated(60_000)).isEmpty();
    }

    @Test
    void nothingIsToldBeforeTheEnd() {
        TerminationGuard guard = TerminationGuard.ofCurrentThread(Duration.ofSeconds(1));
        assertThatNoException().isThrownBy(guard::check);
        guard.close();
    }
}
