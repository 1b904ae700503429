package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formats of other programs that the launcher writes and reads. */
class LaunchFormatsTest {

    private static final StagedFile FILE = new StagedFile(
            "lib/a.jar", new Path("file:/stage/a.jar"), 7, 9, StagedFile.Purpose.FLINK, StagedFile.Kind.FILE);

    @Test
    void aDescriptorHasTheFormatOfItsVersion() {
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("1.11.6"), FILE))
                .isEqualTo(
                        "YarnLocalResourceDescriptor{key=lib/a.jar, path=file:/stage/a.jar, size=7, modificationTime=9,"
                                + " visibility=APPLICATION}");
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("1.18.1"), FILE))
                .isEqualTo(
                        "YarnLocalResourceDescriptor{key=lib/a.jar, path=file:/stage/a.jar, size=7, modificationTime=9,"
                                + " visibility=APPLICATION, type=FILE}");
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("2.3.0"), FILE))
                .isEqualTo("{'resourceKey':'lib/a.jar','path':'file:/stage/a.jar','size':7,'modificationTime':9,"
                        + "'visibility':'APPLICATION','resourceType':'FILE'}");
    }

    @Test
    void aNameThatADescriptorCannotHoldIsRefused() {
        StagedFile blank = new StagedFile(
                "a b", new Path("file:/stage/x"), 1, 1, StagedFile.Purpose.SHIPPED, StagedFile.Kind.FILE);
        assertThatThrownBy(() -> ResourceDescriptors.describe(FlinkVersion.parse("1.11.6"), blank))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot ship \"a b\" to Flink 1.11.6 on YARN: its name holds the character \" \","
                        + " which that version cannot pass on to TaskManagers. Rename it.");
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("2.3.0"), blank))
                .contains("'a b'");
    }

    @Test
    void diagnosticsGiveStatusAndLogLinesOnce() {
        String once = """
                Exception from container-launch.
                Container id: c
                Exit code: 1
                [x]Last 4096 bytes of jobmanager.stderr :
                | Error: Could not find or load main class org.example.Missing
                """;
        ProcessExit exit = YarnExits.read(
                YarnApplicationState.FAILED,
                FinalApplicationStatus.FAILED,
                "AM Container for x exited with  exitCode: 1\n" + once + once);
        assertThat(exit.reason()).isEqualTo(ExitReason.FAILED);
        assertThat(exit.status()).isEqualTo(OptionalInt.of(1));
        assertThat(exit.lastLogLines()).containsExactly("Error: Could not find or load main class org.example.Missing");
        assertThat(exit.diagnostics())
                .containsOnlyOnce("Exception from container-launch.")
                .doesNotContain("Could not find");
    }

    @ParameterizedTest
    @CsvSource({
        "FINISHED, SUCCEEDED, '', COMPLETED",
        "FINISHED, FAILED, '', FAILED",
        "KILLED, KILLED, killed by user, KILLED",
        "FAILED, FAILED, exited with  exitCode: -104, MEMORY_EXCEEDED",
        "FAILED, FAILED, exited with  exitCode: -103, MEMORY_EXCEEDED",
        "FAILED, FAILED, exited with  exitCode: -102, PREEMPTED",
        "FAILED, FAILED, exited with  exitCode: -100 Diagnostics: Container released on a *lost* node, HOST_LOST",
        "FAILED, FAILED, exited with  exitCode: 137, FAILED"
    })
    void anEndHasATypedReason(
            YarnApplicationState state, FinalApplicationStatus status, String diagnostics, ExitReason reason) {
        assertThat(YarnExits.read(state, status, diagnostics).reason()).isEqualTo(reason);
    }

    @Test
    void aDescriptorTellsAnArchiveAndWhoSharesAFile() {
        StagedFile archive = new StagedFile(
                "a.zip", new Path("hdfs://n/a.zip"), 1, 2, StagedFile.Purpose.SHIPPED, StagedFile.Kind.ARCHIVE);
        StagedFile everybodys = new StagedFile(
                "lib/b.jar",
                new Path("hdfs://n/lib/b.jar"),
                3,
                4,
                StagedFile.Purpose.FLINK,
                new StagedFile.Kind(LocalResourceType.FILE, LocalResourceVisibility.PUBLIC));
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("1.12.7"), archive))
                .endsWith(" visibility=APPLICATION, type=ARCHIVE}");
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("2.3.0"), archive))
                .endsWith("'visibility':'APPLICATION','resourceType':'ARCHIVE'}");
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("1.11.6"), everybodys))
                .endsWith(" visibility=PUBLIC}");
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("2.3.0"), everybodys))
                .endsWith("'visibility':'PUBLIC','resourceType':'FILE'}");
        assertThatThrownBy(() -> ResourceDescriptors.describe(FlinkVersion.parse("1.11.6"), archive))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot ship the archive \"a.zip\" to Flink 1.11.6 on YARN: only versions from 1.12 on can"
                        + " pass it on to TaskManagers. Ship its files.");
    }
}
