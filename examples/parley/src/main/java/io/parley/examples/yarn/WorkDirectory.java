package io.parley.examples.yarn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A new directory that only this user can read and that goes with everything in it when this is closed. */
public final class WorkDirectory implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes a directory below the system's directory for temporary files.
     *
     * @return the directory
     * @throws UncheckedIOException if it cannot be made
     */
    public static WorkDirectory create() {
        try {
            return new WorkDirectory(Files.createTempDirectory("parley-").toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot make a directory for temporary files in " + System.getProperty("java.io.tmpdir")
                            + ". Make room there, or set java.io.tmpdir.",
                    e);
        }
    }

    /**
     * Gives the directory.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }

    /**
     * Deletes the directory with everything in it.
     *
     * @throws UncheckedIOException if something cannot be deleted
     */
    @Override
    public void close() {
        for (int attempt = 1; ; attempt++) {
            try {
                deleteTree();
                return;
            } catch (IOException e) {
                // A process that is just ending may still have written a file.
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException("Cannot delete " + path + ". Delete it by hand.", e);
                }
            }
        }
    }

    private void deleteTree() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
