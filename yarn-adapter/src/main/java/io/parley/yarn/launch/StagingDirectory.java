package io.parley.yarn.launch;

import io.parley.api.launch.LaunchFailedException;
import io.parley.yarn.launch.StagedFiles.LocalizedKeytab;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final String applicationId;
    private final short replication;
    private final List<StagedFile> files = new ArrayList<>();

    private StagingDirectory(FileSystem fileSystem, Path root, String applicationId, int replication) {
        this.fileSystem = fileSystem;
        this.root = root;
        this.applicationId = applicationId;
        this.directory = new Path(new Path(root, ".flink"), applicationId);
        this.replication = (short) replication;
    }

    /**
     * Makes an empty directory that only its owner can read.
     *
     * @param replication how many copies the file system keeps of each file; the file system decides where below 1
     */
    static StagingDirectory create(FileSystem fileSystem, Path root, String applicationId, int replication)
            throws IOException {
        StagingDirectory staging =
                new StagingDirectory(fileSystem, fileSystem.makeQualified(root), applicationId, replication);
        boolean made = false;
        try {
            FileSystem.mkdirs(fileSystem, staging.directory, OWNER_ONLY);
            made = true;
        } finally {
            if (!made) {
                fileSystem.delete(staging.directory, true);
            }
        }
        return staging;
    }

    /** Copies a file of this machine; it appears in containers under the key. */
    void add(java.nio.file.Path local, String key, StagedFile.Purpose purpose, StagedFile.Kind kind)
            throws IOException {
        checkNew(key);
        Path target = new Path(directory, key);
        fileSystem.copyFromLocalFile(false, true, new Path(local.toUri()), target);
        if (purpose == StagedFile.Purpose.SECURITY) {
            fileSystem.setPermission(target, OWNER_ONLY_FILE);
        }
        noteStaged(key, target, purpose, kind);
    }

    /** Writes a text that only its owner can read. */
    void addText(String text, String key) throws IOException {
        checkNew(key);
        Path target = new Path(directory, key);
        try (OutputStream out = fileSystem.create(target, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        fileSystem.setPermission(target, OWNER_ONLY_FILE);
        noteStaged(key, target, StagedFile.Purpose.FLINK, StagedFile.Kind.FILE);
    }

    /** Takes a file that lies on a file system of the cluster already, and stays there. */
    void addShared(FileStatus shared, String key, StagedFile.Purpose purpose, StagedFile.Kind kind) {
        checkNew(key);
        note(key, shared, purpose, kind);
    }

    private void checkNew(String key) {
        if (contains(key)) {
            throw new IllegalArgumentException("Two files to ship are both named \"" + key + "\". Rename one.");
        }
    }

    private void noteStaged(String key, Path target, StagedFile.Purpose purpose, StagedFile.Kind kind)
            throws IOException {
        if (replication > 0) {
            fileSystem.setReplication(target, replication);
        }
        note(key, fileSystem.getFileStatus(target), purpose, kind);
    }

    private void note(String key, FileStatus status, StagedFile.Purpose purpose, StagedFile.Kind kind) {
        files.add(new StagedFile(key, status.getPath(), status.getLen(), status.getModificationTime(), purpose, kind));
    }

    boolean contains(String key) {
        return files.stream().anyMatch(file -> file.key().equals(key));
    }

    Path path() {
        return directory;
    }

    StagedFiles staged(Optional<LocalizedKeytab> keytab) {
        return new StagedFiles(applicationId, root, directory, files, keytab);
    }

    /** Deletes the directory if it is still there; what lay elsewhere before stays. */
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
