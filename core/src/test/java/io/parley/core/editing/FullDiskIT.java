package io.parley.core.editing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.core.configuration.ConfigurationFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes the start of a file and then no more, by the limit of a process of its own. */
class FullDiskIT {

    @TempDir
    private Path directory;

    /** Replaces the file by one of 64 KiB, in the forked JVM, and prints what came of it. */
    static final class Fork {

        private Fork() {}

        public static void main(String[] arguments) {
            ConfigurationFileIo file = ConfigurationFileIo.read(Path.of(arguments[0]), ConfigurationFormat.FLINK_CONF);
            try {
                System.out.print("replaced, " + file.replaceWith("# more\n".repeat(10_000)));
            } catch (IllegalArgumentException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    @Test
    void nothingIsHalfWrittenWhereTheDiskRefuses() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("flink-conf.yaml"), "a: 1\n");
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 8; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Fork.class.getName(),
                file.toString());
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the forked JVM ends")
                    .isTrue();
            assertThat(out).startsWith("Cannot write " + file + ": ").endsWith(". Nothing has changed.");
        } finally {
            process.destroyForcibly();
        }
        assertThat(file).hasContent("a: 1");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }
}
