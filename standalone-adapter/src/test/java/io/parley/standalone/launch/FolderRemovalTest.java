package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderRemovalTest {

    @TempDir
    private Path directory;

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("all").resolve(name));
        Files.writeString(folder.resolve("file"), "text");
        return folder;
    }

    @Test
    void removesAFolderWithEverythingInIt() throws IOException {
        folder("a");
        folder("b");
        Path kept = Files.writeString(directory.resolve("kept"), "");
        Files.createSymbolicLink(directory.resolve("all").resolve("link"), kept);
        assertThat(FolderRemoval.of(directory.resolve("all"))).isEmpty();
        assertThat(directory.resolve("all")).doesNotExist();
        assertThat(kept).exists();
        assertThat(FolderRemoval.of(directory.resolve("all"))).isEmpty();
    }

    /** Somebody who may do everything cannot be denied access: the walk is told of the denial as it would be. */
    @Test
    void goesOnBehindWhatCannotBeReadAndKeepsEachReason() throws IOException {
        Path unreadable = folder("a");
        Path readable = folder("b");
        FolderRemoval removal = new FolderRemoval();
        assertThat(removal.visitFileFailed(unreadable, new AccessDeniedException(unreadable.toString())))
                .isEqualTo(FileVisitResult.CONTINUE);
        Files.delete(readable.resolve("file"));
        assertThat(removal.postVisitDirectory(readable, new IOException("half of it")))
                .isEqualTo(FileVisitResult.CONTINUE);
        assertThat(removal.postVisitDirectory(directory.resolve("all"), null)).isEqualTo(FileVisitResult.CONTINUE);
        removal.visitFileFailed(unreadable.resolve("gone"), new NoSuchFileException("gone"));
        assertThat(readable).doesNotExist();
        assertThat(removal.failures())
                .containsExactly(
                        unreadable + ": AccessDeniedException",
                        readable + ": IOException",
                        directory.resolve("all") + ": DirectoryNotEmptyException");
    }

    /** Nobody may remove anything from here, not even root: the kernel has no way to. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsLeftOfAProcessIsCountedAndNamed() throws IOException {
        Path kept = Path.of("/proc/sys/kernel/random");
        assumeTrue(Files.isDirectory(kept), "There is no " + kept + ", which nobody can remove.");
        int files;
        try (Stream<Path> all = Files.walk(kept)) {
            files = (int) all.count();
        }
        assertThat(files).isGreaterThan(1);
        Optional<String> left = new ProcessFolder(kept, kept.resolve("log")).delete();
        assertThat(left.orElseThrow())
                .startsWith("the folder " + kept + " is left behind, for " + files
                        + " of its files and folders cannot be removed, the first " + kept + "/")
                .endsWith("Exception. Remove it by hand.");
    }

    @Test
    void whatCannotBeReadIsLeftAndTheRestIsRemoved() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "Root may read and remove everything.");
        Path unreadable = folder("a");
        Path readable = folder("b");
        Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("---------"));
        try {
            assertThat(FolderRemoval.of(directory.resolve("all")))
                    .containsExactly(
                            unreadable + ": AccessDeniedException",
                            directory.resolve("all") + ": DirectoryNotEmptyException");
            assertThat(readable).doesNotExist();
        } finally {
            Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
