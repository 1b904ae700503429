package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.hadoop.yarn.api.records.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher decides before it talks to a cluster. */
class YarnLauncherTest {

    @TempDir
    Path folder;

    private static LaunchRequest.Builder request(ProcessMemoryPlan plan, FlinkConfiguration configuration) {
        return LaunchRequest.of(
                ProcessRequirements.of(plan).cpus(CpuAmount.ofCores(1)).build(),
                configuration,
                new FlinkDistribution(FlinkVersion.parse("2.3.0"), List.of(Path.of("flink.jar"))));
    }

    private FlinkConfiguration cluster(String property, String value) throws IOException {
        Files.writeString(folder.resolve("yarn-site.xml"), "<configuration/>");
        Files.writeString(
                folder.resolve("core-site.xml"),
                "<configuration><property><name>" + property + "</name><value>" + value
                        + "</value></property></configuration>");
        return FlinkConfiguration.builder()
                .environmentVariables(Map.of("HADOOP_CONF_DIR", folder.toString()))
                .build();
    }

    @Test
    void isRegisteredForServiceLoader() {
        assertThat(ServiceLoader.load(ProcessLauncher.class)).anyMatch(YarnLauncher.class::isInstance);
    }

    @Test
    void aTaskManagerIsNoApplicationMaster() {
        LaunchRequest request = request(
                        SamplePlans.taskManager(MemorySize.ofMebibytes(1728)), FlinkConfiguration.of(Map.of()))
                .build();
        assertThatThrownBy(() -> new YarnLauncher().launch(request, LaunchListener.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot launch a TaskManager as an application master."
                        + " Launch a JobManager; it asks YARN for its TaskManagers itself.");
    }

    @Test
    void aPreviewShowsTheAskAndNoValueOfAVariable() {
        String preview = new YarnLauncher()
                .preview(request(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), FlinkConfiguration.of(Map.of()))
                        .environmentVariable("SOME_TOKEN", "do-not-show")
                        .build());
        assertThat(preview)
                .contains("ask: 1600 MiB, 1 vcores", "queue default", "SOME_TOKEN", "-Xmx1073741824")
                .doesNotContain("do-not-show");
    }

    @Test
    void limitsThatAreOnlyAssumedGrowNothing() {
        LaunchRequest request = request(
                        SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), FlinkConfiguration.of(Map.of()))
                .fitter((plan, grant) -> {
                    throw new AssertionError("A guess grew the plan.");
                })
                .build();
        AskedSize asked = AskedSize.of(request, YarnLauncher.limits(request));
        assertThat(asked.resource().getMemorySize()).isEqualTo(1600);
        assertThat(asked.predicted().memory()).isEqualTo(MemorySize.ofMebibytes(2048));
        assertThat(asked.fit().plan()).isEqualTo(request.requirements().plan());
    }

    @Test
    void knownLimitsAskForThePredictedSizeItself() throws IOException {
        LaunchRequest request = request(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), cluster("unrelated", "x"))
                .build();
        AskedSize asked = AskedSize.of(request, YarnLauncher.limits(request));
        assertThat(asked.resource().getMemorySize()).isEqualTo(2048);
        assertThat(asked.fit().unused()).isEqualTo(MemorySize.ofMebibytes(448));
    }

    @Test
    void whatAResourceManagerTellsMayBeItsSettingOrItsLargestNode() throws IOException {
        LaunchRequest request = request(SamplePlans.jobManager(MemorySize.ofMebibytes(6144)), cluster("unrelated", "x"))
                .build();
        EnvironmentLimits told = AskedSize.lowered(YarnLauncher.limits(request), Resource.newInstance(4096, 4));
        assertThatThrownBy(() -> AskedSize.of(request, told))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot fit Total Process Memory 6144 MiB into a YARN container: the maximum allocation is"
                        + " 4096 MiB (yarn.scheduler.maximum-allocation-mb of the ResourceManager, or its largest node)."
                        + " Lower jobmanager.memory.process.size to 4096m or raise the maximum.");
    }

    @Test
    void aPreviewMasksSecretsInOptionsAndArguments() {
        String preview = new YarnLauncher()
                .preview(request(
                                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)),
                                FlinkConfiguration.of(Map.of(
                                        "env.java.opts", "-Djavax.net.ssl.keyStorePassword='do not show' -Da=b",
                                        "yarn.container-start-command-template",
                                                "%java% -Dmy.password=do-not-show %jvmmem% %jvmopts% %class% %args%")))
                        .entryPoint(new EntryPoint("org.example.Main", List.of("token=do-not-show")))
                        .build());
        assertThat(preview).contains("-Da=b", "org.example.Main").doesNotContain("do not show", "do-not-show");
    }

    @Test
    void aVariableThatTheLaunchSetsItselfIsRefused() {
        LaunchRequest request = request(
                        SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), FlinkConfiguration.of(Map.of()))
                .environmentVariable("CLASSPATH", "x")
                .build();
        assertThatThrownBy(() -> new YarnLauncher().preview(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot set the environment variable CLASSPATH of a JobManager on YARN: YARN or the launch itself"
                                + " sets it. Choose another name.");
    }

    private static Grant granted(long mebibytes) {
        return Grant.of(MemorySize.ofMebibytes(mebibytes), CpuAmount.ofCores(1), Certainty.KNOWN);
    }

    @Test
    void aGrantThatCannotBeReadBackIsThePredictedOneAndSaysSo() throws IOException {
        LaunchRequest request = request(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), cluster("unrelated", "x"))
                .build();
        AskedSize asked = AskedSize.of(request, YarnLauncher.limits(request));
        Grant grant = asked.readBack(Optional.empty(), Optional.of("host"));
        assertThat(grant.memory()).isEqualTo(MemorySize.ofMebibytes(2048));
        assertThat(grant.certainty()).isEqualTo(Certainty.ASSUMED);
        assertThat(asked.compare(grant).orElseThrow().message())
                .isEqualTo("The application ended before it could be read back what YARN granted; 2048 MiB (2147483648"
                        + " bytes) was predicted.");
        assertThat(asked.readBack(Optional.of(Resource.newInstance(3072, 2)), Optional.of("host")))
                .isEqualTo(new Grant(
                        MemorySize.ofMebibytes(3072),
                        CpuAmount.ofCores(2),
                        Map.of(),
                        Optional.of("host"),
                        List.of(),
                        Certainty.KNOWN));
    }

    @Test
    void aGrantOtherThanPredictedIsRemarkedAndOneBelowThePlanRefused() throws IOException {
        LaunchRequest request = request(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), cluster("unrelated", "x"))
                .build();
        AskedSize asked = AskedSize.of(request, YarnLauncher.limits(request));
        assertThat(asked.compare(granted(2048))).isEmpty();
        assertThat(asked.compare(granted(3072)).orElseThrow().message())
                .isEqualTo(
                        "YARN granted 3072 MiB (3221225472 bytes) where 2048 MiB (2147483648 bytes) was predicted; the plan"
                                + " is 1600 MiB (1677721600 bytes). Compare the client's yarn-site.xml with the ResourceManager's.");
        assertThatThrownBy(() -> asked.compare(granted(1024)))
                .isInstanceOf(LaunchFailedException.class)
                .hasMessage(
                        "Cannot keep the JobManager: YARN granted 1024 MiB (1073741824 bytes), less than its plan of 1600"
                                + " MiB (1677721600 bytes). Point HADOOP_CONF_DIR to the cluster's own yarn-site.xml.");
    }

    @Test
    void aFitterThatExceedsTheGrantIsRefused() throws IOException {
        LaunchRequest request = request(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), cluster("unrelated", "x"))
                .fitter((plan, grant) ->
                        new PlanFit(SamplePlans.jobManager(MemorySize.ofMebibytes(4096)), MemorySize.ZERO))
                .build();
        assertThatThrownBy(() -> AskedSize.of(request, YarnLauncher.limits(request)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("4096 MiB", "2048 MiB", "Fitting never shrinks and never exceeds the grant");
    }
}
