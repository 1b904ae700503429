package io.parley.api.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrantsAndLimitsTest {

    private static final ResourceLimit LIMIT = new ResourceLimit(new Bound(1024, "min"), 512, new Bound(8192, "max"));

    @Test
    void whatIsNotNamedIsNotLimited() {
        EnvironmentLimits limits = new EnvironmentLimits(Map.of("memory", LIMIT), Map.of(), Certainty.KNOWN);
        assertThat(limits.of("memory")).isEqualTo(LIMIT);
        assertThat(limits.of("cpus")).isEqualTo(ResourceLimit.NONE);
        assertThat(EnvironmentLimits.NONE.certainty()).isEqualTo(Certainty.KNOWN);
        assertThat(ResourceLimit.NONE.maximum().amount()).isEqualTo(Long.MAX_VALUE);
        assertThat(ResourceLimit.NONE.minimum().amount()).isZero();
        assertThat(ResourceLimit.NONE.step()).isZero();
    }

    @Test
    void limitsAreNotNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bound(-1, "yarn.scheduler.minimum-allocation-mb"))
                .withMessage("A limit cannot be negative: -1 (yarn.scheduler.minimum-allocation-mb).");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResourceLimit(LIMIT.minimum(), -5, LIMIT.maximum()))
                .withMessage("A step cannot be negative: -5.");
    }

    @Test
    void limitsAreCopies() {
        Map<String, ResourceLimit> resources = new HashMap<>(Map.of("memory", LIMIT));
        Map<String, String> rules = new HashMap<>(Map.of("scheduler", "fair"));
        EnvironmentLimits limits = new EnvironmentLimits(resources, rules, Certainty.ASSUMED);
        resources.clear();
        rules.clear();
        assertThat(limits.resources()).containsOnlyKeys("memory").isUnmodifiable();
        assertThat(limits.rules()).containsOnlyKeys("scheduler").isUnmodifiable();
    }

    @Test
    void grantsAreCopies() {
        Map<String, Long> named = new HashMap<>(Map.of("gpus", 1L));
        List<Integer> ports = new ArrayList<>(List.of(31000));
        Grant grant = new Grant(
                MemorySize.ofMebibytes(1), CpuAmount.ZERO, named, Optional.of("host"), ports, Certainty.KNOWN);
        named.clear();
        ports.clear();
        assertThat(grant.namedResources()).containsOnlyKeys("gpus").isUnmodifiable();
        assertThat(grant.ports()).containsExactly(31000).isUnmodifiable();
    }

    @Test
    void aPredictedGrantHasNoHost() {
        Grant grant = Grant.of(MemorySize.ofMebibytes(1), CpuAmount.ofCores(1), Certainty.ASSUMED);
        assertThat(grant.host()).isEmpty();
        assertThat(grant.ports()).isEmpty();
        assertThat(grant.namedResources()).isEmpty();
        assertThat(grant.certainty()).isEqualTo(Certainty.ASSUMED);
    }

    @Test
    void descriptionsOfRequestsKeepTheirOrder() {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        amounts.put("memoryMiB", BigDecimal.TEN);
        amounts.put("cpus", BigDecimal.ONE);
        RequestDescription description = RequestDescription.ofAmounts(MemorySize.ofMebibytes(10), amounts);
        amounts.clear();
        assertThat(description.amounts().keySet()).containsExactly("memoryMiB", "cpus");
        assertThat(description.amounts()).isUnmodifiable();
        assertThat(description.settings()).isEmpty();
        assertThat(description.documents()).isEmpty();
    }

    @Test
    void placementsAreCopies() {
        List<String> hosts = new ArrayList<>(List.of("a"));
        Placement placement = new Placement(hosts, List.of("r"), Optional.empty(), Map.of("zone", "1"));
        hosts.clear();
        assertThat(placement.hosts()).containsExactly("a").isUnmodifiable();
        assertThat(placement.racks()).isUnmodifiable();
        assertThat(placement.attributes()).isUnmodifiable();
        assertThat(Placement.labelled("x").hosts()).isEmpty();
    }

    @Test
    void anUnchangedPlanLeavesTheSurplusUnused() {
        ProcessMemoryPlan plan = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
        PlanFit fit = PlanFitter.UNCHANGED.fit(plan, granted(2048));
        assertThat(fit.plan()).isSameAs(plan);
        assertThat(fit.unused()).isEqualTo(MemorySize.ofMebibytes(448));
        assertThat(PlanFitter.UNCHANGED.fit(plan, granted(1600)).unused()).isEqualTo(MemorySize.ZERO);
        assertThat(PlanFitter.UNCHANGED.fit(plan, granted(1024))).isEqualTo(new PlanFit(plan, MemorySize.ZERO));
    }

    private static Grant granted(long mebibytes) {
        return Grant.of(MemorySize.ofMebibytes(mebibytes), CpuAmount.ofCores(1), Certainty.KNOWN);
    }

    @Test
    void aDescriptionKeepsTheSettingsAndWhatTheySupersedeInTheirOrder() {
        Map<String, String> superseded = new LinkedHashMap<>();
        superseded.put("z", "No effect any more.");
        superseded.put("a", "Set elsewhere.");
        RequestDescription description =
                new RequestDescription(MemorySize.ZERO, Map.of(), Map.of("b", "1b"), Map.of(), superseded);
        superseded.clear();
        assertThat(description.superseded().keySet()).containsExactly("z", "a").isUnmodifiable();
        assertThat(new RequestDescription(MemorySize.ZERO, Map.of(), Map.of("b", "1b"), Map.of()).superseded())
                .isEmpty();
    }
}
