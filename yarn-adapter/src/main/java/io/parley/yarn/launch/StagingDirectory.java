package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The directory on the cluster's file system from which containers take an application's files. Not thread-safe while
 * it is filled.
 */
final class StagingDirectory {

    private static final FsPermission OWNER_ONLY = new FsPermission((short) 0700);
    private static final FsPermission OWNER_ONLY_FILE = new FsPermission((short) 0600);

    private final FileSystem fileSystem;
    private final Path root;
    private final Path directory;
    private final List<StagedFile> files = new ArrayList<>();

    private StagingDirectory(FileSystem fileSystem, Path root, Path directory) {
        this.fileSystem = fileSystem;
        this.root = root;
        this.directory = directory;
    }

    /** Makes an empty directory that only its owner can read. */
    static StagingDirectory create(FileSystem fileSystem, Path root, String applicationId) throws IOException {
        Path qualified = fileSystem.makeQualified(root);
        Path directory = new Path(new Path(qualified, ".flink"), applicationId);
        FileSystem.mkdirs(fileSystem, directory, OWNER_ONLY);
        return new StagingDirectory(fileSystem, qualified, directory);
    }

    /** Copies a file of this machine; it appears in containers under the key. */
    void add(java.nio.file.Path local, String key) throws IOException {
        checkNew(key);
        Path target = new Path(directory, key);
        fileSystem.copyFromLocalFile(false, true, new Path(local.toUri()), target);
        note(key, target);
    }

    /** Writes a text that only its owner can read. */
    void addText(String text, String key) throws IOException {
        checkNew(key);
        Path target = new Path(directory, key);
        try (OutputStream out = fileSystem.create(target, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        fileSystem.setPermission(target, OWNER_ONLY_FILE);
        note(key, target);
    }

    private void checkNew(String key) {
        if (files.stream().anyMatch(file -> file.key().equals(key))) {
            throw new IllegalArgumentException("Two files to ship are both named \"" + key + "\". Rename one.");
        }
    }

    private void note(String key, Path target) throws IOException {
        FileStatus status = fileSystem.getFileStatus(target);
        files.add(new StagedFile(key, target, status.getLen(), status.getModificationTime()));
    }

    Path root() {
        return root;
    }

    Path path() {
        return directory;
    }

    List<StagedFile> files() {
        return List.copyOf(files);
    }

    boolean contains(String key) {
        return files.stream().anyMatch(file -> file.key().equals(key));
    }

    /** Deletes the directory if it is still there. */
    void delete() {
        try {
            fileSystem.delete(directory, true);
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot delete the staged files in " + directory + ": " + e.getMessage() + ". Delete them by hand.",
                    e);
        }
    }
}
