package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkFolderTest {

    private static final int FILES = 2000;

    @Test
    void leavesWhatLinksInItPointTo(@TempDir Path outside) throws IOException {
        Path kept = Files.writeString(outside.resolve("kept"), "kept");
        WorkFolder work = WorkFolder.create();
        Files.createSymbolicLink(work.path().resolve("folder"), outside);
        Files.createSymbolicLink(work.path().resolve("file"), kept);

        work.close();

        assertThat(work.path()).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    @Test
    void goesWithWhatIsWrittenMeanwhile() throws IOException, InterruptedException {
        for (int round = 0; round < 5; round++) {
            WorkFolder work = WorkFolder.create();
            Path sandbox = Files.createDirectory(work.path().resolve("sandbox"));
            CountDownLatch begun = new CountDownLatch(1);
            Thread writer = new Thread(() -> write(sandbox, begun));
            writer.start();
            begun.await();

            work.close();

            writer.join();
            assertThat(work.path()).as("round %d", round).doesNotExist();
        }
    }

    /** Writes as long as there is the folder. */
    private static void write(Path folder, CountDownLatch begun) {
        try {
            for (int number = 0; number < FILES; number++) {
                Files.createFile(folder.resolve("file" + number));
                begun.countDown();
            }
        } catch (NoSuchFileException e) {
            // It has gone.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void closesTwice() {
        WorkFolder work = WorkFolder.create();
        work.close();
        work.close();

        assertThat(work.path()).doesNotExist();
    }
}
