package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.EntryPoint;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.yarn.launch.StagedFile.Kind;
import io.parley.yarn.launch.StagedFile.Purpose;
import io.parley.yarn.launch.StagedFiles.LocalizedKeytab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataInputByteBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.junit.jupiter.api.Test;

/** What a container of either process runs, without a cluster. */
class ContainerLaunchTest {

    private static final ProcessMemoryPlan JOB_MANAGER = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
    private static final ProcessMemoryPlan TASK_MANAGER = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));
    private static final String ARENAS = "MALLOC_ARENA_MAX";

    private static StagedFile file(String key, Purpose purpose) {
        return new StagedFile(key, new Path("hdfs://n/stage/" + key), 1, 2, purpose, Kind.FILE);
    }

    private static StagedFiles staged(StagedFile... files) {
        return new StagedFiles(
                "application_1_0001",
                new Path("hdfs://n/"),
                new Path("hdfs://n/stage"),
                List.of(files),
                Optional.empty());
    }

    private static ContainerLaunch.Builder launch(ProcessMemoryPlan plan, String... entries) {
        FlinkConfiguration.Builder configuration = FlinkConfiguration.builder();
        for (int i = 0; i < entries.length; i += 2) {
            configuration.set(entries[i], entries[i + 1]);
        }
        return ContainerLaunch.of(plan, configuration.build(), staged(file("lib/flink-dist.jar", Purpose.FLINK)));
    }

    @Test
    void arenasAreAsManyAsTheVcoresUnlessSwitchedOffOrSetByTheUser() {
        assertThat(launch(JOB_MANAGER).vcores(4).build().environment()).containsEntry(ARENAS, "4");
        assertThat(launch(TASK_MANAGER).vcores(0).build().environment()).containsEntry(ARENAS, "1");
        assertThat(launch(JOB_MANAGER, "parley.yarn.malloc-arena-max.enabled", "false")
                        .vcores(4)
                        .build()
                        .environment())
                .doesNotContainKey(ARENAS);
        assertThat(launch(JOB_MANAGER, "containerized.master.env.MALLOC_ARENA_MAX", "7")
                        .vcores(4)
                        .build()
                        .environment())
                .containsEntry(ARENAS, "7");
    }

    @Test
    void aTaskManagerHasItsOwnClassSizesLogsAndVariables() {
        ContainerLaunch launch = launch(
                        TASK_MANAGER,
                        "containerized.taskmanager.env.A",
                        "tm",
                        "containerized.master.env.B",
                        "jm",
                        "env.java.opts.taskmanager",
                        "-Dmine=1")
                .build();
        assertThat(launch.command())
                .contains(TASK_MANAGER.jvmArguments())
                .contains("org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir . ")
                .contains("-Dmine=1", "<LOG_DIR>/taskmanager.log", "<LOG_DIR>/taskmanager.stderr")
                .doesNotContain("jobmanager");
        assertThat(launch.environment())
                .containsEntry("A", "tm")
                .doesNotContainKeys("B", "_CLIENT_SHIP_FILES", "_FLINK_DIST_JAR", "HADOOP_USER_NAME")
                .containsEntry("_FLINK_CLASSPATH", ".:lib/flink-dist.jar");
    }

    @Test
    void aJobManagerOfAnotherApplicationMasterKnowsNothingOfYarn() {
        assertThat(launch(JOB_MANAGER).build().command())
                .contains("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint --configDir .");
    }

    @Test
    void theTemplateIsTheUsersCommandAndWhatStandsForNamesIsQuoted() {
        String command = launch(
                        JOB_MANAGER,
                        "yarn.container-start-command-template",
                        "nice -n 5 %java% %jvmmem% -Dx=$HOME %jvmopts% %class% %args% %unknown% %redirects%",
                        "env.java.opts.all",
                        "-Da=%class%")
                .entryPoint(new EntryPoint("org.example.Main", List.of("a b", "%args%")))
                .build()
                .command();
        assertThat(command)
                .startsWith("trap : TERM; nice -n 5 \\\"\\${JAVA_HOME:+\\$JAVA_HOME/bin/}java\\\" -Xmx1073741824 ")
                .contains(" -Dx=\\$HOME -XX:+IgnoreUnrecognizedVMOptions ")
                .contains(" -Da=%class% org.example.Main 'a b' %args% %unknown% 1> ")
                .doesNotContain("log4j.configuration");
    }

    @Test
    void theVirtualMachineKnowsItsKerberosConfigurationWhereThatIsStaged() {
        StagedFiles secure = new StagedFiles(
                "application_1_0001",
                new Path("hdfs://n/"),
                new Path("hdfs://n/stage"),
                List.of(file("krb5.conf", Purpose.SECURITY), file("krb5.keytab", Purpose.SECURITY)),
                Optional.of(new LocalizedKeytab("user@REALM", "krb5.keytab")));
        ContainerLaunch launch = ContainerLaunch.of(TASK_MANAGER, FlinkConfiguration.of(Map.of()), secure)
                .user("user@REALM")
                .build();
        assertThat(launch.command()).contains(" -Djava.security.krb5.conf=krb5.conf ");
        assertThat(launch.environment())
                .containsEntry("_KEYTAB_PRINCIPAL", "user@REALM")
                .containsEntry("_LOCAL_KEYTAB_PATH", "krb5.keytab")
                .containsEntry("_REMOTE_KEYTAB_PATH", "hdfs://n/stage/krb5.keytab")
                .containsEntry("_KRB5_PATH", "hdfs://n/stage/krb5.conf")
                .containsEntry("HADOOP_USER_NAME", "user@REALM");
        assertThat(launch(TASK_MANAGER).build().command()).doesNotContain("krb5.conf");
    }

    @Test
    void theContextHasFilesTokensAndAccess() throws IOException {
        Credentials credentials = new Credentials();
        credentials.addToken(new Text("s"), new Token<>(new byte[1], new byte[1], new Text("KIND"), new Text("s")));
        ContainerLaunch launch = launch(JOB_MANAGER, "yarn.view.acls", "ann,bob ops", "yarn.modify.acls", "*")
                .tokens(credentials)
                .build();
        for (int copy = 0; copy < 2; copy++) {
            ContainerLaunchContext context = launch.toContext();
            assertThat(context.getLocalResources()).containsOnlyKeys("lib/flink-dist.jar");
            assertThat(context.getApplicationACLs())
                    .isEqualTo(Map.of(
                            ApplicationAccessType.VIEW_APP, "ann,bob ops", ApplicationAccessType.MODIFY_APP, "*"));
            DataInputByteBuffer bytes = new DataInputByteBuffer();
            bytes.reset(context.getTokens());
            Credentials read = new Credentials();
            read.readTokenStorageStream(bytes);
            assertThat(read.numberOfTokens()).isEqualTo(1);
        }
    }

    @Test
    void nothingThatIsShownHoldsASecret() {
        Credentials credentials = new Credentials();
        credentials.addToken(
                new Text("s"),
                new Token<>(
                        "hidden".getBytes(StandardCharsets.US_ASCII),
                        "hidden".getBytes(StandardCharsets.US_ASCII),
                        new Text("KIND"),
                        new Text("s")));
        ContainerLaunch.Builder builder = launch(JOB_MANAGER, "containerized.master.env.TOKEN", "hidden")
                .environmentVariables(Map.of("PASSWORD", "hidden"))
                .entryPoint(new EntryPoint("a.B", List.of("hidden")))
                .tokens(credentials);
        assertThat(builder.build()).asString().contains("TOKEN", "PASSWORD").doesNotContain("hidden");
        assertThat(ContainerTokens.of(credentials)).hasToString("1 tokens");
    }

    @Test
    void aVariableThatTheLaunchSetsItselfIsRefused() {
        assertThatThrownBy(() -> launch(TASK_MANAGER)
                        .environmentVariables(Map.of("HOME", "x"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot set the environment variable HOME of a TaskManager on YARN: YARN or the launch itself"
                                + " sets it. Choose another name.");
    }
}
