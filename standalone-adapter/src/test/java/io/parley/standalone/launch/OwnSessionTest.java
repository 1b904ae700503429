package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OwnSessionTest {

    private static final List<String> COMMAND = List.of("java", "Main");

    @TempDir
    private Path folder;

    @Test
    void aCommandIsStartedByTheProgramWhereThereIsOne() {
        assertThat(OwnSession.of(COMMAND, Optional.of(Path.of("/x/setsid"))))
                .containsExactly("/x/setsid", "java", "Main");
    }

    @Test
    void aCommandStaysAsItIsWhereThereIsNoProgram() {
        assertThat(OwnSession.of(COMMAND, Optional.empty())).isEqualTo(COMMAND);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProgramOfTheSystemIsFoundWhateverThePath() throws IOException {
        Path own = Files.createFile(folder.resolve("setsid"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        String path = String.join(File.pathSeparator, "", "relative", "a\0b", folder.toString());
        assertThat(OwnSession.program(path))
                .hasValueSatisfying(found -> assertThat(found).isAbsolute().isNotEqualTo(own));
        assertThat(OwnSession.program("")).isPresent();
    }
}
