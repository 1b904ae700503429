package io.parley.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.plan.TaskManagerResources;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerOptionsTest {

    private static final JobManagerMemoryPlan JOB_MANAGER = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
    private static final TaskManagerMemoryPlan TASK_MANAGER = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    private static FlinkConfiguration configuration(String... entries) {
        FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
        for (int i = 0; i < entries.length; i += 2) {
            builder.set(entries[i], entries[i + 1]);
        }
        return builder.build();
    }

    private static ProcessRequirements jobManager(String... entries) {
        return new YarnResourceTranslator().requirements(JOB_MANAGER, configuration(entries));
    }

    private static ProcessRequirements taskManager(String... entries) {
        return new YarnResourceTranslator().requirements(TASK_MANAGER, configuration(entries));
    }

    @Test
    void aJobManagerHasTheVcoresOfItsKeyElseOne() {
        assertThat(jobManager().cpus()).isEqualTo(CpuAmount.ofCores(1));
        assertThat(jobManager("yarn.appmaster.vcores", "3", "yarn.containers.vcores", "5")
                        .cpus())
                .isEqualTo(CpuAmount.ofCores(3));
    }

    @Test
    void aTaskManagerHasTheVcoresOfItsKeyElseItsSlots() {
        assertThat(taskManager().cpus()).isEqualTo(CpuAmount.ofCores(1));
        assertThat(taskManager("yarn.containers.vcores", "3", "taskmanager.numberOfTaskSlots", "4")
                        .cpus())
                .isEqualTo(CpuAmount.ofCores(3));
        assertThat(taskManager("yarn.containers.vcores", "-1", "taskmanager.numberOfTaskSlots", "4")
                        .cpus())
                .isEqualTo(CpuAmount.ofCores(4));
    }

    @Test
    void flinksCpuCoresWinOverVcoresAndAreRoundedUp() {
        TaskManagerMemoryPlan plan = new TaskManagerMemoryPlan(
                TaskManagerResources.ofCores(new BigDecimal("2.1")),
                TASK_MANAGER.flinkMemory(),
                TASK_MANAGER.jvm(),
                TASK_MANAGER.context());
        assertThat(ContainerOptions.read(
                                plan, configuration("taskmanager.cpu.cores", "2.1", "yarn.containers.vcores", "7"))
                        .cpus())
                .isEqualTo(CpuAmount.ofCores(3));
    }

    @Test
    void theApplicationsLabelHoldsForEveryProcess() {
        String key = "yarn.application.node-label";
        assertThat(jobManager(key, " fast ").placement()).isEqualTo(Placement.labelled("fast"));
        assertThat(taskManager(key, "fast").placement()).isEqualTo(Placement.labelled("fast"));
        assertThat(jobManager(key, "  ").placement()).isEqualTo(Placement.ANYWHERE);
    }

    @Test
    void theTaskManagersLabelWinsForTaskManagersOnly() {
        String[] keys = {"yarn.application.node-label", "fast", "yarn.taskmanager.node-label", "big"};
        assertThat(taskManager(keys).placement()).isEqualTo(Placement.labelled("big"));
        assertThat(jobManager(keys).placement()).isEqualTo(Placement.labelled("fast"));
    }

    @Test
    void onlyTaskManagersHaveExternalResources() {
        String[] keys = {
            "external-resource.gpu.amount", "2",
            "external-resource.gpu.yarn.config-key", "yarn.io/gpu",
            "external-resource.fpga.amount", "1",
            "external-resource.fpga.yarn.config-key", "yarn.io/fpga"
        };
        assertThat(taskManager(keys).gpus()).isEqualTo(2);
        assertThat(taskManager(keys).namedResources()).isEqualTo(Map.of("yarn.io/fpga", 1L));
        assertThat(jobManager(keys).gpus()).isZero();
        assertThat(jobManager(keys).namedResources()).isEmpty();
    }

    @Test
    void onlyExternalResourcesThatAreSwitchedOnCount() {
        String[] keys = {
            "external-resources", "fpga",
            "external-resource.gpu.amount", "2",
            "external-resource.gpu.yarn.config-key", "yarn.io/gpu",
            "external-resource.fpga.amount", "1",
            "external-resource.fpga.yarn.config-key", "yarn.io/fpga"
        };
        assertThat(taskManager(keys).gpus()).isZero();
        assertThat(taskManager(keys).namedResources()).isEqualTo(Map.of("yarn.io/fpga", 1L));
        keys[1] = "none";
        assertThat(taskManager(keys).namedResources()).isEmpty();
    }

    @Test
    void anExternalResourceWithoutAmountOrYarnsNameIsNotAskedOfYarn() {
        assertThat(taskManager("external-resources", "gpu", "external-resource.gpu.amount", "2")
                        .gpus())
                .isZero();
        assertThat(taskManager("external-resources", "gpu", "external-resource.gpu.yarn.config-key", "yarn.io/gpu")
                        .gpus())
                .isZero();
    }

    @Test
    void refusesNegativeVcoresOfAJobManager() {
        assertThatThrownBy(() -> jobManager("yarn.appmaster.vcores", "-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use yarn.appmaster.vcores: -1 vcores are fewer than none. Set it to 1 or more, or"
                        + " remove it.");
    }

    @Test
    void refusesATaskManagerWithoutSlots() {
        assertThatThrownBy(() -> taskManager("taskmanager.numberOfTaskSlots", "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use taskmanager.numberOfTaskSlots: 0 slots are too few. Set it to 1 or more, or"
                        + " remove it.");
    }

    @Test
    void refusesAnAmountThatIsNone() {
        for (String text : new String[] {"-1", "two", "1.5"}) {
            assertThatThrownBy(() -> taskManager(
                            "external-resource.gpu.amount",
                            text,
                            "external-resource.gpu.yarn.config-key",
                            "yarn.io/gpu"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Cannot use external-resource.gpu.amount (set by the program): \"" + text
                            + "\" is no amount. Write whole digits, for instance 1, or remove it.");
        }
    }

    @Test
    void refusesTwoExternalResourcesOfOneNameOfYarn() {
        assertThatThrownBy(() -> taskManager(
                        "external-resource.a.amount", "1",
                        "external-resource.a.yarn.config-key", "yarn.io/fpga",
                        "external-resource.b.amount", "1",
                        "external-resource.b.yarn.config-key", "yarn.io/fpga"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use external-resource.b.yarn.config-key (set by the program):"
                        + " external-resource.a.yarn.config-key names yarn.io/fpga already."
                        + " Give each a resource of its own.");
    }
}
