package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.yarn.YarnResourceTranslator;
import io.parley.yarn.sizing.CalculatorKind;
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
        Resource maximum = Resource.newInstance(4096, 2, Map.of(GPU, gpus));
        EnumSet<SchedulerResourceTypes> types = EnumSet.noneOf(SchedulerResourceTypes.class);
        types.addAll(List.of(counted));
        RegisterApplicationMasterResponse response = RegisterApplicationMasterResponse.newInstance(
                Resource.newInstance(1024, 1), maximum, Map.of(), null, List.of(), "default", List.of());
        response.setSchedulerResourceTypes(types);
        return SchedulerRules.of(
                Registration.of(response, SchedulerRules.of(ASSUMED)).limits());
    }

    @Test
    void nothingIsGrantedBeyondWhatTheResourceManagerTells() {
        SchedulerRules rules = rules(2, SchedulerResourceTypes.MEMORY);

        assertThat(rules.of(SchedulerRules.MEMORY).maximum().amount()).isEqualTo(4096);
        assertThat(rules.of(SchedulerRules.VCORES).maximum().amount()).isEqualTo(2);
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
