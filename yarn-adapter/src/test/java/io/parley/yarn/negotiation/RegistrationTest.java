package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.yarn.YarnResourceTranslator;
import io.parley.yarn.sizing.CalculatorKind;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.proto.YarnServiceProtos.SchedulerResourceTypes;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {

    private static final String GPU = "yarn.io/gpu";
    private static final EnvironmentLimits ASSUMED = new YarnResourceTranslator().assumedLimits();

    @BeforeEach
    void knowGpus() {
        YarnConfiguration types = new YarnConfiguration();
        types.set("yarn.resource-types", GPU);
        ResourceUtils.resetResourceTypes(types);
    }

    @AfterEach
    void forgetGpus() {
        ResourceUtils.resetResourceTypes(new YarnConfiguration());
    }

    private static SchedulerRules rules(long gpus, SchedulerResourceTypes... counted) {
        return rules(SchedulerRules.of(ASSUMED), Resource.newInstance(4096, 2, Map.of(GPU, gpus)), counted);
    }

    private static SchedulerRules rules(SchedulerRules expected, Resource maximum, SchedulerResourceTypes... counted) {
        EnumSet<SchedulerResourceTypes> types = EnumSet.noneOf(SchedulerResourceTypes.class);
        types.addAll(List.of(counted));
        RegisterApplicationMasterResponse response = RegisterApplicationMasterResponse.newInstance(
                Resource.newInstance(1024, 1), maximum, Map.of(), null, List.of(), "default", List.of());
        response.setSchedulerResourceTypes(types);
        return SchedulerRules.of(Registration.of(response, expected).cluster().toLimits());
    }

    @Test
    void nothingIsGrantedBeyondWhatTheResourceManagerTells() {
        SchedulerRules rules = rules(2, SchedulerResourceTypes.MEMORY);

        assertThat(rules.of(SchedulerRules.MEMORY).maximum().amount()).isEqualTo(4096);
        assertThat(rules.of(SchedulerRules.VCORES).maximum().amount()).isEqualTo(2);
    }

    @Test
    void aMaximumThatIsOnlyAssumedGivesWayToWhatTheResourceManagerTells() {
        Resource told = Resource.newInstance(16384, 16);
        SchedulerRules known = new SchedulerRules(
                SchedulerKind.CAPACITY,
                CalculatorKind.DEFAULT,
                SchedulerRules.of(ASSUMED).resources(),
                Certainty.KNOWN);

        assertThat(rules(SchedulerRules.of(ASSUMED), told)
                        .of(SchedulerRules.MEMORY)
                        .maximum()
                        .amount())
                .isEqualTo(16384);
        assertThat(rules(known, told).of(SchedulerRules.MEMORY).maximum().amount())
                .isEqualTo(8192);
    }

    @Test
    void aLargerNodeRaisesWhatIsGrantedUpToWhatIsConfiguredAndASmallerOneChangesNothing() {
        SchedulerRules configured = new SchedulerRules(
                SchedulerKind.CAPACITY,
                CalculatorKind.DEFAULT,
                SchedulerRules.of(ASSUMED).resources(),
                Certainty.KNOWN);
        ClusterLimits before = ClusterLimits.of(configured, CalculatorKind.DEFAULT, Resource.newInstance(2048, 8));

        ClusterLimits more = before.joined(Resource.newInstance(6144, 1));
        ClusterLimits most = more.joined(Resource.newInstance(65536, 1));

        assertThat(before.joined(Resource.newInstance(1024, 8))).isEqualTo(before);
        assertThat(memory(before)).isEqualTo(2048);
        assertThat(memory(more)).isEqualTo(6144);
        assertThat(SchedulerRules.of(more.toLimits())
                        .of(SchedulerRules.VCORES)
                        .maximum()
                        .amount())
                .isEqualTo(4);
        assertThat(memory(most)).isEqualTo(8192);
    }

    private static long memory(ClusterLimits limits) {
        return SchedulerRules.of(limits.toLimits())
                .of(SchedulerRules.MEMORY)
                .maximum()
                .amount();
    }

    @Test
    void resourcesThatNoFileToldOfAreKnownFromTheResourceManager() {
        assertThat(rules(2, SchedulerResourceTypes.MEMORY).resources().get(GPU))
                .satisfies(rule -> assertThat(rule.maximum().amount()).isEqualTo(2))
                .satisfies(rule -> assertThat(rule.rounded(1)).isEqualTo(1));
        assertThat(rules(0, SchedulerResourceTypes.MEMORY).resources()).doesNotContainKey(GPU);
    }

    @Test
    void theResourceManagerTellsWhatItCounts() {
        assertThat(rules(2, SchedulerResourceTypes.MEMORY).calculator()).isEqualTo(CalculatorKind.DEFAULT);
        assertThat(rules(2, SchedulerResourceTypes.MEMORY, SchedulerResourceTypes.CPU)
                        .calculator())
                .isEqualTo(CalculatorKind.DOMINANT);
    }
}
