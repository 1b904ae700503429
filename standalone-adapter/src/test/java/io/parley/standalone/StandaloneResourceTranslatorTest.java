package io.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.Grant;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandaloneResourceTranslatorTest extends ResourceTranslatorContract<StandaloneSettings> {

    private static final ProcessMemoryPlan PLAN = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    private final StandaloneResourceTranslator translator = new StandaloneResourceTranslator();

    @Override
    protected ResourceTranslator<StandaloneSettings> translator() {
        return translator;
    }

    @Override
    protected boolean supportsTranslation() {
        return false;
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
        assertThat(standalone.honouredKeys()).isEmpty();
    }

    @Test
    void needsThePlanAndNothingElse() {
        FlinkConfiguration configuration =
                FlinkConfiguration.of(Map.of("taskmanager.cpu.cores", "4", "rest.port", "8081"));
        assertThat(translator.requirements(PLAN, configuration))
                .isEqualTo(ProcessRequirements.of(PLAN).build());
    }

    @Test
    void saysThatItDoesNotTranslateYet() {
        ProcessRequirements requirements = ProcessRequirements.of(PLAN).build();
        StandaloneSettings settings = new StandaloneSettings(Map.of(), MemorySize.ZERO);
        Grant grant = Grant.of(MemorySize.ZERO, CpuAmount.ZERO, Certainty.KNOWN);
        assertThatThrownBy(() -> translator.translate(requirements, translator.assumedLimits()))
                .hasMessage("Cannot translate requirements for the environment standalone: this version of the"
                        + " standalone adapter describes the environment and its requirements but does not translate"
                        + " yet. Use the plan as it is, or choose another environment.");
        assertThatThrownBy(() -> translator.describe(settings)).isInstanceOf(ResourceTranslationException.class);
        assertThatThrownBy(() -> translator.describe(grant)).isInstanceOf(ResourceTranslationException.class);
    }

    @Test
    void settingsAreCopiedInTheOrderOfTheirKeys() {
        Map<String, String> entries = new HashMap<>(Map.of("b", "2b", "a", "1b"));
        StandaloneSettings settings = new StandaloneSettings(entries, MemorySize.ofBytes(3));
        entries.clear();
        assertThat(settings.settings())
                .containsExactly(Map.entry("a", "1b"), Map.entry("b", "2b"))
                .isUnmodifiable();
    }
}
