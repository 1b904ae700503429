package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.ProcessKind;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"-XX:MaxHeapSize=64m", "-XX:InitialHeapSize=64m", "-XX:MaxMetaspaceSize=1g"})
    void refusesEverySpellingOfASize(String word) {
        assertThatThrownBy(() -> JvmOptions.refuseSizes("env.java.opts", List.of(word)))
                .hasMessageStartingWith("Cannot launch with " + word + " from env.java.opts: the plan sets -XX:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@options", "-XX:Flags=.hotspotrc", "-XX:VMOptionsFile=more"})
    void refusesAFileOfOptions(String word) {
        assertThatThrownBy(() -> JvmOptions.refuseSizes("env.java.opts", List.of(word)))
                .hasMessage("Cannot launch with " + word + " from env.java.opts: its file may set sizes that the plan"
                        + " sets, and the process would not be what was planned. Write the options of the file there"
                        + " instead.");
    }

    @Test
    void theUsersOptionsFollowThePlansSizesAndMayNotSetThem() {
        JobManagerMemoryPlan plan = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
        assertThat(JvmOptions.of(
                        plan,
                        FlinkConfiguration.of(Map.of("env.java.opts", "-Da='b c'", "env.java.opts.jobmanager", "-Dd")),
                        17))
                .startsWith("-Xmx1073741824", "-Xms1073741824", "-XX:MaxMetaspaceSize=268435456")
                .endsWith("-Da=b c", "-Dd");
        assertThatThrownBy(() ->
                        JvmOptions.of(plan, FlinkConfiguration.of(Map.of("env.java.opts.jobmanager", "-Xmx1g")), 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot launch with -Xmx1g from env.java.opts.jobmanager: the plan sets -Xmx, and the process would"
                                + " not be what was planned. Remove it and set the memory options instead.");
    }

    @Test
    void tellsTheKeysThatItReads() {
        assertThat(JvmOptions.keys(ProcessKind.JOB_MANAGER))
                .containsExactly(
                        "env.java.default-opts.all",
                        "env.java.default-opts.jobmanager",
                        "env.java.opts.all",
                        "env.java.opts",
                        "env.java.opts.jobmanager");
    }

    @Test
    void eachKindOfProcessHasItsOwnOptionsAfterThoseOfAll() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(
                "env.java.default-opts.all", "-D0",
                "env.java.default-opts.taskmanager", "-D1",
                "env.java.opts.all", "-D2",
                "env.java.opts.taskmanager", "-D3",
                "env.java.opts.jobmanager", "-Dj"));
        assertThat(JvmOptions.of(SamplePlans.taskManager(MemorySize.ofMebibytes(1728)), configuration, 17))
                .startsWith(SamplePlans.taskManager(MemorySize.ofMebibytes(1728))
                        .jvmArguments()
                        .toArray(String[]::new))
                .endsWith("-D0", "-D1", "-D2", "-D3")
                .doesNotContain("-Dj");
    }

    @Test
    void aVariableThatSetsASizeIsRefusedByItsName() {
        assertThatThrownBy(() -> JvmOptions.refuseSizes("_JAVA_OPTIONS", List.of("-Da=b", "-Xms1g")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot launch with -Xms1g from _JAVA_OPTIONS: the plan sets -Xms, and the process would not"
                                + " be what was planned. Remove it and set the memory options instead.");
    }
}
