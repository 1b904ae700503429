package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.api.size.MemorySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Flink's keys mean for a launch, and how malformed ones are refused. */
class LaunchOptionsTest {

    private static final FlinkVersion NEW = FlinkVersion.parse("2.3.0");
    private static final FlinkVersion OLD = FlinkVersion.parse("1.11.6");
    private static final String VALIDITY = "yarn.application-attempt-failures-validity-interval";

    @TempDir
    Path folder;

    private static LaunchOptions options(String... entries) {
        return LaunchOptions.of(configuration(entries), NEW);
    }

    private static FlinkConfiguration configuration(String... entries) {
        FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
        for (int i = 0; i < entries.length; i += 2) {
            builder.set(entries[i], entries[i + 1]);
        }
        return builder.build();
    }

    @Test
    void theApplicationIsAsFlinksKeysSay() {
        ApplicationOptions application = options(
                        "yarn.application.name", "n",
                        "yarn.application.type", "t",
                        "yarn.application.queue", "root.a",
                        "yarn.tags", " x, ,y ",
                        "yarn.application.priority", "3",
                        "yarn.application.node-label", " fast ",
                        "yarn.rolled-logs.include-pattern", "jobmanager.*",
                        "yarn.rolled-logs.exclude-pattern", ".*\\.out")
                .application();
        assertThat(application.name()).contains("n");
        assertThat(application.type()).isEqualTo("t");
        assertThat(application.queue()).isEqualTo("root.a");
        assertThat(application.tags()).containsExactlyInAnyOrder("x", "y");
        assertThat(application.priority()).contains(3);
        assertThat(application.nodeLabel()).contains("fast");
        assertThat(application.rolledLogs().included()).contains("jobmanager.*");
        assertThat(application.rolledLogs().excluded()).contains(".*\\.out");
    }

    @Test
    void whatIsNotSetIsAsInFlink() {
        LaunchOptions options = options();
        assertThat(options.mode()).isEqualTo(ClusterMode.SESSION);
        assertThat(options.name()).isEqualTo("Flink session cluster");
        assertThat(options.application().type()).isEqualTo("Apache Flink");
        assertThat(options.application().queue()).isEqualTo("default");
        assertThat(options.application().priority()).isEmpty();
        assertThat(options.restarts().attempts()).isEqualTo(1);
        assertThat(options.restarts().highAvailability()).isEmpty();
        assertThat(options.kerberos().login()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "high-availability.type, zookeeper",
        "high-availability.type, KUBERNETES",
        "high-availability, org.example.MyServices",
        "recovery.mode, zookeeper"
    })
    void highAvailabilityMeansTwoAttemptsAndKeptContainers(String key, String value) {
        RestartOptions restarts = options(key, value).restarts();
        assertThat(restarts.attempts()).isEqualTo(2);
        assertThat(restarts.highAvailability()).contains(new RestartOptions.HighAvailability(10_000));
        assertThat(options(key, value, "yarn.application-attempts", "5")
                        .restarts()
                        .attempts())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"high-availability.type, none", "high-availability, NONE", "high-availability.type, ' '"})
    void noneIsNoHighAvailability(String key, String value) {
        LaunchOptions options = options(key, value, VALIDITY, "20000");
        assertThat(options.restarts().attempts()).isEqualTo(1);
        assertThat(options.restarts().highAvailability()).isEmpty();
        assertThat(options.withoutEffect(configuration(VALIDITY, "20000"), NEW))
                .extracting(Remark::message)
                .containsExactly(VALIDITY + " has no effect: failures are forgotten with high availability only.");
    }

    @Test
    void failuresThatAreForgottenDuringAStartUpAreRemarked() {
        RestartOptions restarts = options("high-availability.type", "zookeeper", VALIDITY, "10000")
                .restarts();
        assertThat(restarts.endlessRestarts(Duration.ofMillis(9_999))).isEmpty();
        Remark remark = restarts.endlessRestarts(Duration.ofSeconds(10)).orElseThrow();
        assertThat(remark.kind()).isEqualTo(Remark.Kind.RESTARTS);
        assertThat(remark.message())
                .isEqualTo(
                        "A JobManager that fails at the end of its start-up may be restarted for ever: a failure counts"
                                + " for 10000 ms (" + VALIDITY + "), and the start-ups of 2 attempts"
                                + " (yarn.application-attempts) take longer, this one 10000 ms. Raise the interval above 10000"
                                + " ms, or set it to -1 for failures to count for ever.");
    }

    @Test
    void theMoreAttemptsTheLongerMustFailuresCount() {
        RestartOptions restarts = options(
                        "high-availability.type", "zookeeper", VALIDITY, "10000", "yarn.application-attempts", "4")
                .restarts();
        assertThat(restarts.endlessRestarts(Duration.ofSeconds(3))).isEmpty();
        assertThat(restarts.endlessRestarts(Duration.ofSeconds(4))).isPresent();
    }

    @Test
    void failuresThatCountForEverOrSingleAttemptsEndRestarts() {
        assertThat(options("high-availability.type", "zookeeper", VALIDITY, "-1")
                        .restarts()
                        .endlessRestarts(Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(options("high-availability.type", "zookeeper", "yarn.application-attempts", "1")
                        .restarts()
                        .endlessRestarts(Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(options(VALIDITY, "1", "yarn.application-attempts", "2")
                        .restarts()
                        .endlessRestarts(Duration.ofMinutes(1)))
                .isEmpty();
    }

    @Test
    void allThatIsMalformedIsToldAtOnceWithKeyValueAndCure() throws Exception {
        Path archive = Files.createFile(folder.resolve("a.rar"));
        assertThatThrownBy(() -> options(
                        "yarn.application.priority",
                        "high",
                        "yarn.application-attempts",
                        "0",
                        VALIDITY,
                        "-2",
                        "yarn.application.node-label",
                        "a && b",
                        "yarn.tags",
                        "größe",
                        "yarn.rolled-logs.include-pattern",
                        "[",
                        "yarn.view.acls",
                        "a,*",
                        "yarn.container-start-command-template",
                        "%java% -Xmx1g %class%",
                        "yarn.file-replication",
                        "0",
                        "yarn.ship-files",
                        folder.resolve("none").toString(),
                        "yarn.ship-archives",
                        archive.toString(),
                        "yarn.classpath.include-user-jar",
                        "MIDDLE",
                        "yarn.security.kerberos.ship-local-keytab",
                        "perhaps",
                        "security.kerberos.login.keytab",
                        folder.resolve("k").toString(),
                        "parley.yarn.malloc-arena-max.enabled",
                        "4",
                        "containerized.master.env.A-B",
                        "x",
                        "containerized.master.env.CLASSPATH",
                        "x",
                        "execution.target",
                        "yarn-per-job"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("Cannot launch on YARN: 19 problems.\n1. ")
                .contains(
                        "Cannot use yarn.application.priority (set by the program). Cannot read \"high\" as a whole number."
                                + " Write digits, for instance 4.",
                        "Cannot use yarn.application-attempts (set by the program): 0 attempts are too few. Set it to 1 or"
                                + " more, or remove it.",
                        "Cannot use " + VALIDITY
                                + " (set by the program): -2 ms is no time. Set it to milliseconds, or to"
                                + " -1 for failures to count for ever.",
                        "Cannot use yarn.application.node-label (set by the program): \"a && b\" joins node labels, and"
                                + " YARN takes one. Name one label.",
                        "Cannot use yarn.tags (set by the program): YARN takes only ASCII, which \"größe\" is not. Write it"
                                + " otherwise.",
                        "Cannot use yarn.rolled-logs.include-pattern (set by the program): \"[\" is no regular expression"
                                + " (Unclosed character class). Write one that file names match, for instance"
                                + " jobmanager.*.",
                        "Cannot use yarn.view.acls (set by the program): \"a,*\" holds a *, which means everybody and"
                                + " stands alone. Write * alone, or users with commas, a blank and groups with commas.",
                        "Cannot use yarn.container-start-command-template (set by the program): \"%java% -Xmx1g %class%\""
                                + " has no %jvmmem%, no %args%, and the process would not be what was planned.",
                        "Cannot launch with -Xmx1g from yarn.container-start-command-template: the plan sets -Xmx",
                        "Cannot use yarn.file-replication (set by the program): 0 is no number of copies.",
                        "Cannot use yarn.ship-files (set by the program): \"" + folder.resolve("none")
                                + "\" is no file or folder that can be read. Correct the path.",
                        "Cannot use yarn.ship-archives (set by the program): \"" + archive
                                + "\" is no archive that YARN unpacks. Name one that ends in .tar.gz, .tar, .tgz, .dst,"
                                + " .jar, .zip.",
                        "Cannot use yarn.classpath.include-user-jar (set by the program): \"MIDDLE\" is no place. Set it to"
                                + " FIRST, LAST, ORDER or DISABLED.",
                        "Cannot use security.kerberos.login.keytab (set by the program): it needs"
                                + " security.kerberos.login.principal, which is not set. Set both, or neither.",
                        "Cannot use parley.yarn.malloc-arena-max.enabled (set by the program). Cannot read \"4\" as a"
                                + " switch. Write true or false.",
                        "Cannot set an environment variable named \"A-B\" in a YARN container.",
                        "Cannot set the environment variable CLASSPATH of a JobManager on YARN",
                        "Cannot use execution.target (set by the program): \"yarn-per-job\" takes the graph of a job, which"
                                + " a launch does not have. Set it to yarn-application with pipeline.jars, or remove it for"
                                + " a session.");
    }

    @Test
    void oneProblemIsToldAlone() {
        assertThatThrownBy(() -> options("yarn.application-attempts", "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot use yarn.application-attempts (set by the program): 0 attempts are too few. Set it to 1"
                                + " or more, or remove it.");
    }

    @Test
    void aKeytabThatIsShippedStaysBelowTheWorkingDirectory() throws Exception {
        String keytab = Files.createFile(folder.resolve("k")).toString();
        for (String path : List.of("/etc/k", "../k")) {
            assertThatThrownBy(() -> options(
                            "security.kerberos.login.keytab", keytab,
                            "security.kerberos.login.principal", "p@R",
                            "yarn.security.kerberos.localized-keytab-path", path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "Cannot use yarn.security.kerberos.localized-keytab-path (set by the program): \"" + path
                                    + "\" is no path below a container's working directory. Write one, for instance krb5.keytab,"
                                    + " or set yarn.security.kerberos.ship-local-keytab to false.");
        }
        assertThat(options(
                                "security.kerberos.login.keytab", keytab,
                                "security.kerberos.login.principal", "p@R",
                                "yarn.security.kerberos.ship-local-keytab", "false",
                                "yarn.security.kerberos.localized-keytab-path", "/etc/k")
                        .kerberos()
                        .login())
                .contains(new KerberosOptions.Login("p@R", Path.of(keytab), false, "/etc/k"));
    }

    @Test
    void anApplicationHasOneJarOrOnNewFlinkAClass() throws Exception {
        String jar = Files.createFile(folder.resolve("a.jar")).toString();
        String[] application = {"execution.target", "yarn-application", "pipeline.jars", jar};
        assertThat(options(application).mode()).isEqualTo(ClusterMode.APPLICATION);
        assertThat(options(application).name()).isEqualTo("Flink Application Cluster");
        assertThat(options("execution.target", "yarn-application", "$internal.application.main", "a.B")
                        .mode())
                .isEqualTo(ClusterMode.APPLICATION);
        assertThatThrownBy(() -> options("execution.target", "yarn-application"))
                .hasMessage(
                        "Cannot use execution.target (set by the program): \"yarn-application\" without pipeline.jars"
                                + " has no application to run. Set pipeline.jars to its jar, or $internal.application.main to a"
                                + " class.");
        assertThatThrownBy(() -> LaunchOptions.of(
                        configuration("execution.target", "yarn-application", "$internal.application.main", "a.B"),
                        OLD))
                .hasMessage(
                        "Cannot use execution.target (set by the program): \"yarn-application\" without pipeline.jars"
                                + " has no application to run. Set pipeline.jars to its jar.");
        assertThatThrownBy(() -> options("execution.target", "yarn-application", "pipeline.jars", jar + ";" + jar))
                .hasMessage(
                        "Cannot use pipeline.jars (set by the program): 2 jars are named, and an application has one."
                                + " Name the jar with the main method and ship the others with yarn.ship-files.");
    }

    @Test
    void keysThatHaveNoEffectAreNamed() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(
                "yarn.provided.usrlib.dir",
                "hdfs:/x/usrlib",
                "yarn.taskmanager.node-label",
                "big",
                "yarn.properties-file.location",
                "/tmp"));
        assertThat(LaunchOptions.of(configuration, OLD).withoutEffect(configuration, OLD))
                .extracting(Remark::message)
                .containsExactly(
                        "yarn.properties-file.location has no effect: this version of Parley does not follow it.",
                        "yarn.provided.usrlib.dir has no effect: Flink 1.11.6 does not know it, only versions from 1.16 on"
                                + " do.",
                        "yarn.taskmanager.node-label has no effect: Flink 1.11.6 does not know it, only versions from 1.15"
                                + " on do.");
        assertThat(LaunchOptions.of(configuration, NEW).withoutEffect(configuration, NEW))
                .hasSize(1);
    }

    @Test
    void aJarOfFlinkBesideProvidedFoldersHasNoEffect() throws Exception {
        String jar = Files.createFile(folder.resolve("flink-dist.jar")).toString();
        FlinkConfiguration beside = configuration("yarn.flink-dist-jar", jar, "yarn.provided.lib.dirs", "hdfs:/x/lib");
        assertThat(LaunchOptions.of(beside, NEW).withoutEffect(beside, NEW))
                .extracting(Remark::message)
                .containsExactly("yarn.flink-dist-jar has no effect: yarn.provided.lib.dirs has all of Flink.");
        FlinkConfiguration alone = configuration("yarn.flink-dist-jar", jar);
        assertThat(LaunchOptions.of(alone, NEW).withoutEffect(alone, NEW)).isEmpty();
        assertThatThrownBy(() -> options(
                        "yarn.flink-dist-jar", folder.resolve("none.jar").toString()))
                .hasMessage("Cannot use yarn.flink-dist-jar (set by the program): \"" + folder.resolve("none.jar")
                        + "\" is no file or folder that can be read. Correct the path.");
        assertThatThrownBy(() -> options("yarn.flink-dist-jar", "hdfs:/x/flink-dist.zip"))
                .hasMessage("Cannot use yarn.flink-dist-jar (set by the program): \"hdfs:/x/flink-dist.zip\" is no jar."
                        + " Name the flink-dist jar of a distribution of Flink.");
        assertThatThrownBy(() -> options("yarn.provided.usrlib.dir", "hdfs:/x/libraries"))
                .hasMessage(
                        "Cannot use yarn.provided.usrlib.dir (set by the program): \"hdfs:/x/libraries\" is not named"
                                + " usrlib, where Flink looks. Rename the folder.");
    }

    @Test
    void theResourceManagerIsAskedFirstUnlessItIsSwitchedOff() {
        assertThat(options().preFlight()).isTrue();
        assertThat(options("parley.yarn.pre-flight.enabled", "false").preFlight())
                .isFalse();
        assertThatThrownBy(() -> options("parley.yarn.pre-flight.enabled", "perhaps"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("parley.yarn.pre-flight.enabled", "perhaps");
    }

    @Test
    void archivesAreRefusedWhereFlinkCannotPassThemOn() throws Exception {
        String archive = Files.createFile(folder.resolve("a.zip")).toString();
        assertThatThrownBy(() -> LaunchOptions.of(configuration("yarn.ship-archives", archive), OLD))
                .hasMessage(
                        "Cannot use yarn.ship-archives (set by the program): Flink 1.11.6 cannot pass an archive on to"
                                + " TaskManagers. Ship its files, or use Flink 1.12 or later.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%java% -Dmy.password=geheim %class% %args%",
                "%java% -Dmy.password='not geheim' %class% %args%",
                "%java% -Dmy.password=\"not \\\" geheim\" %class% %args%",
                "%java% -Dmy.password=not\\ geheim %class% %args%",
                "A=1;MY_PASSWORD=geheim;%java% %class% %args%",
                "%java% %class% %args% -Dmy.password='not closed, geheim"
            })
    void aTemplateThatIsRefusedShowsNoSecret(String template) {
        assertThatThrownBy(() -> ContainerLaunch.of(
                                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                                configuration("yarn.container-start-command-template", template),
                                StagedFiles.none())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("%java%", "=******", " has no %jvmmem%, and ")
                .hasMessageNotContaining("geheim");
        KeyReader keys = new KeyReader(configuration("yarn.container-start-command-template", template));
        assertThat(ProcessOptions.read(keys, ProcessKind.JOB_MANAGER, NEW).toString())
                .contains("%java%")
                .doesNotContain("geheim");
    }
}
