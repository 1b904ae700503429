package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formats of other programs that the launcher writes and reads. */
class LaunchFormatsTest {

    private static final StagedFile FILE = new StagedFile("lib/a.jar", new Path("file:/stage/a.jar"), 7, 9);

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
        StagedFile blank = new StagedFile("a b", new Path("file:/stage/x"), 1, 1);
        assertThatThrownBy(() -> ResourceDescriptors.describe(FlinkVersion.parse("1.11.6"), blank))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot ship \"a b\" to Flink 1.11.6 on YARN: its name holds the character \" \","
                        + " which that version cannot pass on to TaskManagers. Rename it.");
        assertThat(ResourceDescriptors.describe(FlinkVersion.parse("2.3.0"), blank))
                .contains("'a b'");
    }

    @Test
    void aConfigurationFileHasTheFormOfItsVersion() {
        Map<String, String> entries = Map.of("b.key", "1600m", "a.key", "say \"x\"\\");
        assertThat(FlinkConfigurationText.write(FlinkVersion.parse("2.3.0"), entries))
                .isEqualTo("\"a.key\": \"say \\\"x\\\"\\\\\"\n\"b.key\": \"1600m\"\n");
        assertThat(FlinkConfigurationText.fileName(FlinkVersion.parse("1.18.1")))
                .isEqualTo("flink-conf.yaml");
        assertThat(FlinkConfigurationText.fileName(FlinkVersion.parse("1.19.3")))
                .isEqualTo("config.yaml");
        assertThat(FlinkConfigurationText.write(FlinkVersion.parse("1.11.6"), entries))
                .isEqualTo("a.key: say \"x\"\\\nb.key: 1600m\n");
        assertThat(FlinkConfigurationText.write(FlinkVersion.parse("2.3.0"), Map.of("k", "a\nb#\u2028")))
                .isEqualTo("\"k\": \"a\\u000ab#\\u2028\"\n");
    }

    @ParameterizedTest
    @CsvSource({"'a#b'", "''", "' a'", "'a\n b'"})
    void aValueThatAnOldFileCannotHoldIsRefusedWithoutShowingIt(String value) {
        assertThatThrownBy(() -> FlinkConfigurationText.write(FlinkVersion.parse("1.11.6"), Map.of("some.key", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot write some.key into flink-conf.yaml: its value is empty, starts or ends with a blank, or holds a"
                                + " # or a line break, which that file cannot hold. Change the value.");
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
        "FAILED, FAILED, exited with  exitCode: -100, HOST_LOST",
        "FAILED, FAILED, exited with  exitCode: 137, FAILED"
    })
    void anEndHasATypedReason(
            YarnApplicationState state, FinalApplicationStatus status, String diagnostics, ExitReason reason) {
        assertThat(YarnExits.read(state, status, diagnostics).reason()).isEqualTo(reason);
    }

    @Test
    void theUsersOptionsFollowThePlansSizesAndMayNotSetThem() {
        JobManagerMemoryPlan plan = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
        assertThat(JvmOptions.ofJobManager(
                        plan,
                        FlinkConfiguration.of(Map.of("env.java.opts", "-Da='b c'", "env.java.opts.jobmanager", "-Dd")),
                        17))
                .startsWith("-Xmx1073741824", "-Xms1073741824", "-XX:MaxMetaspaceSize=268435456")
                .endsWith("-Da=b c", "-Dd");
        assertThatThrownBy(() -> JvmOptions.ofJobManager(
                        plan, FlinkConfiguration.of(Map.of("env.java.opts.jobmanager", "-Xmx1g")), 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot launch with -Xmx1g from env.java.opts.jobmanager: the plan sets -Xmx, and the process would"
                                + " not be what was planned. Remove it and set the memory options instead.");
    }

    @Test
    void optionsOfTheApplicationComeFromFlinksKeys() {
        ApplicationOptions options = ApplicationOptions.of(FlinkConfiguration.of(Map.of(
                "yarn.application.queue", "root.a",
                "yarn.application.name", "n",
                "yarn.tags", " x, ,y ",
                "yarn.application.priority", "3",
                "high-availability", "zookeeper",
                "yarn.ship-files", "/a;'/b;c'")));
        assertThat(options.queue()).isEqualTo("root.a");
        assertThat(options.tags()).containsExactlyInAnyOrder("x", "y");
        assertThat(options.priority()).contains(3);
        assertThat(options.attempts()).isEqualTo(2);
        assertThat(options.shipFiles()).containsExactly("/a", "/b;c");
        assertThat(ApplicationOptions.of(FlinkConfiguration.of(Map.of())).attempts())
                .isEqualTo(1);
        assertThatThrownBy(() -> ApplicationOptions.of(FlinkConfiguration.of(Map.of("yarn.application-attempts", "0"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot launch with yarn.application-attempts: 0: at least one attempt is needed."
                        + " Set it to 1 or more, or remove it.");
    }

    @Test
    void keysThatAreNotFollowedAreNamed() {
        assertThat(ApplicationOptions.notFollowed(FlinkConfiguration.of(Map.of("yarn.view.acls", "*"))))
                .extracting(remark -> remark.message())
                .containsExactly("yarn.view.acls has no effect: this version of Parley does not follow it.");
    }
}
