package io.parley.examples.mesos.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new folder that only this user can read and that goes with everything in it when this is closed. */
final class WorkFolder implements AutoCloseable {

    private static final int ATTEMPTS = 50;
    private static final long PAUSE_MILLIS = 20;

    private final Path path;

    private WorkFolder(Path path) {
        this.path = path;
    }

    static WorkFolder create() {
        try {
            return new WorkFolder(
                    Files.createTempDirectory("parley-mesos-simulator-").toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make a directory for temporary files in " + System.getProperty("java.io.tmpdir")
                            + ". Make room there, or set java.io.tmpdir.",
                    e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        for (int attempt = 1; Files.exists(path); attempt++) {
            try {
                delete();
            } catch (IOException | UncheckedIOException e) {
                // A process that is just ending may still have written a file.
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(
                            "Cannot delete " + path + ". Delete it by hand.", new IOException(e));
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() throws IOException {
        List<Path> inside;
        try (Stream<Path> all = Files.walk(path)) {
            inside = all.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path each : inside) {
            Files.deleteIfExists(each);
        }
    }
}
