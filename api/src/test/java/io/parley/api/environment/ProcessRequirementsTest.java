package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessRequirementsTest {

    private static final ProcessMemoryPlan PLAN = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));

    private static ProcessRequirements full() {
        return ProcessRequirements.of(PLAN)
                .cpus(CpuAmount.ofCores(2))
                .disk(MemorySize.ofMebibytes(5))
                .gpus(1)
                .namedResource("z", 3)
                .namedResource("a", 4)
                .port(PortRequirement.any("rpc"))
                .port(new PortRequirement("rest", OptionalInt.of(8081)))
                .placement(Placement.labelled("gpu"))
                .build();
    }

    @Test
    void needsNothingButThePlanUnlessTold() {
        ProcessRequirements requirements = ProcessRequirements.of(PLAN).build();
        assertThat(requirements.plan()).isEqualTo(PLAN);
        assertThat(requirements.cpus()).isEqualTo(CpuAmount.ZERO);
        assertThat(requirements.disk()).isEqualTo(MemorySize.ZERO);
        assertThat(requirements.gpus()).isZero();
        assertThat(requirements.namedResources()).isEmpty();
        assertThat(requirements.ports()).isEmpty();
        assertThat(requirements.placement()).isEqualTo(Placement.ANYWHERE);
    }

    @Test
    void collectsWhatItIsTold() {
        assertThat(full().namedResources()).containsOnlyKeys("a", "z").isUnmodifiable();
        assertThat(full().ports()).extracting(PortRequirement::name).containsExactly("rpc", "rest");
        assertThat(full().ports()).isUnmodifiable();
        assertThat(full().placement().label()).contains("gpu");
        assertThat(full().toBuilder().build()).isEqualTo(full());
    }

    @Test
    void changesOnlyThePlan() {
        ProcessMemoryPlan larger = SamplePlans.jobManager(MemorySize.ofMebibytes(2048));
        ProcessRequirements changed = full().withPlan(larger);
        assertThat(changed.plan()).isEqualTo(larger);
        assertThat(changed.withPlan(PLAN)).isEqualTo(full());
    }

    @Test
    void refusesNegativeGpus() {
        ProcessRequirements.Builder builder = ProcessRequirements.of(PLAN).gpus(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("A number of GPUs cannot be negative: -1.");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesNamedResourcesThatAreNotAboveZero(long amount) {
        ProcessRequirements.Builder builder = ProcessRequirements.of(PLAN).namedResource("fpga", amount);
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage("An amount of fpga must be above zero: " + amount + ".");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536})
    void refusesPortsThatDoNotExist(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PortRequirement("rest", OptionalInt.of(port)))
                .withMessage("Port " + port + " for rest does not exist. Use 1 to 65535, or none for any port.");
    }

    @Test
    void acceptsTheFirstTheLastAndAnyPort() {
        assertThat(List.of(
                        new PortRequirement("a", OptionalInt.of(1)),
                        new PortRequirement("b", OptionalInt.of(65535)),
                        PortRequirement.any("c")))
                .extracting(port -> port.number().orElse(-1))
                .containsExactly(1, 65535, -1);
    }
}
