package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.RequestDescription;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandaloneResourceTranslatorTest extends ResourceTranslatorContract<StandaloneSettings> {

    private static final ProcessMemoryPlan PLAN = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    private final StandaloneResourceTranslator translator = new StandaloneResourceTranslator();

    @Override
    protected ResourceTranslator<StandaloneSettings> translator() {
        return translator;
    }

    @Test
    void describesAHostThatIsToldTotalFlinkMemoryInBytesAndNothingElse() {
        EnvironmentDescription standalone = translator.environment();
        assertThat(standalone.name()).isEqualTo("standalone");
        assertThat(standalone.sizedBy()).isEqualTo(MemoryPart.TOTAL_FLINK);
        assertThat(standalone.memoryUnit()).isEqualTo(MemorySize.ofBytes(1));
        assertThat(standalone.legacyHeapOf(ProcessKind.JOB_MANAGER)).isEqualTo(LegacyHeapMeaning.JVM_HEAP);
        assertThat(standalone.legacyHeapOf(ProcessKind.TASK_MANAGER)).isEqualTo(LegacyHeapMeaning.TOTAL_FLINK);
        assertThat(standalone.expressible()).isEmpty();
        assertThat(standalone.honouredKeys())
                .doesNotHaveDuplicates()
                .contains("env.java.home", "env.java.opts.jobmanager", "env.java.opts.taskmanager", "rest.port");
    }

    @Test
    void needsThePlanAndNothingElse() {
        FlinkConfiguration configuration =
                FlinkConfiguration.of(Map.of("taskmanager.cpu.cores", "4", "rest.port", "8081"));
        assertThat(translator.requirements(PLAN, configuration))
                .isEqualTo(ProcessRequirements.of(PLAN).build());
    }

    @Test
    void describesTheMemoryTheSettingsAndWhatTheySupersede() {
        StandaloneSettings request =
                translator.translate(ProcessRequirements.of(PLAN).build(), EnvironmentLimits.NONE);
        RequestDescription description = translator.describe(request);
        assertThat(description.memory()).isEqualTo(PLAN.totalProcess());
        assertThat(description.amounts()).isEqualTo(Map.of("memoryBytes", BigDecimal.valueOf(1728L << 20)));
        assertThat(description.settings()).isEqualTo(request.settings());
        assertThat(description.superseded()).isEqualTo(request.superseded());
        assertThat(description.documents()).containsOnlyKeys("flink-conf.yaml", "config.yaml", "env");
    }

    @Test
    void grantsWhatIsAskedForCertain() {
        Grant grant = translator.predictGrant(ProcessRequirements.of(PLAN).build(), EnvironmentLimits.NONE);
        assertThat(grant).isEqualTo(Grant.of(PLAN.totalProcess(), CpuAmount.ZERO, Certainty.KNOWN));
        assertThat(translator.describe(grant)).containsEntry("memoryBytes", BigDecimal.valueOf(1728L << 20));
    }

    @Test
    void saysWhatAHostCannotBeAskedForAndTheCure() {
        ProcessRequirements requirements = ProcessRequirements.of(PLAN)
                .port(PortRequirement.any("rest"))
                .port(PortRequirement.any("rpc"))
                .build();
        assertThatThrownBy(() -> translator.translate(requirements, EnvironmentLimits.NONE))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask standalone for ports (rest, rpc): the environment cannot express it. Leave them"
                        + " out: a process on a host takes what the host has.");
    }
}
