package io.parley.examples.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    @Test
    void belongsToThisUserAlone() throws Exception {
        try (WorkDirectory work = WorkDirectory.create()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void goesWithEverythingInItAndNothingBehindALink(@TempDir Path outside) throws Exception {
        Path kept = Files.writeString(outside.resolve("kept"), "");
        Path path;
        try (WorkDirectory work = WorkDirectory.create()) {
            path = work.path();
            Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("file"), "");
            Files.createSymbolicLink(path.resolve("link"), outside);
        }
        assertThat(path).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void mayHaveGoneAlready() throws Exception {
        try (WorkDirectory work = WorkDirectory.create()) {
            Files.delete(work.path());
        }
    }
}
