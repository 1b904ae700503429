package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
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

    @Test
    void whatIsLeftOfAProcessIsCountedAndNamed() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"));
        Path unreadable = folder("a");
        Path readable = folder("b");
        Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("---------"));
        try {
            ProcessFolder folder = new ProcessFolder(directory.resolve("all"), directory.resolve("log"));
            assertThat(folder.delete())
                    .contains("the folder " + folder.path()
                            + " is left behind, for 2 of its files and folders cannot be" + " removed, the first "
                            + unreadable + ": AccessDeniedException. Remove it by hand.");
            assertThat(readable).doesNotExist();
        } finally {
            Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
