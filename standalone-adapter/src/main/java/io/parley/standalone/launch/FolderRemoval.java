package io.parley.standalone.launch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes everything below a folder that it can, and keeps what it cannot with the reason. Not thread-safe. */
final class FolderRemoval extends SimpleFileVisitor<Path> {

    private final List<String> failures = new ArrayList<>();

    /** Removes a folder; gives each failure as a path and its reason, the innermost first. */
    static List<String> of(Path folder) {
        FolderRemoval removal = new FolderRemoval();
        try {
            Files.walkFileTree(folder, removal);
        } catch (IOException e) {
            removal.keep(folder, e);
        }
        return removal.failures();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    private void keep(Path path, IOException failure) {
        if (!(failure instanceof NoSuchFileException)) {
            failures.add(path + ": " + failure.getClass().getSimpleName());
        }
    }

    private FileVisitResult delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            keep(path, e);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        return delete(file);
    }

    /** A folder that cannot be listed may still be empty. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            keep(file, failure);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
        if (failure != null) {
            keep(folder, failure);
        }
        return delete(folder);
    }
}
