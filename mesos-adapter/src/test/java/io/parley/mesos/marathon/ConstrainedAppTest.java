package io.parley.mesos.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.GroupConstraint;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.ResourceNeed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstrainedAppTest {

    private static final TaskManagerMemoryPlan PLAN = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rack:IS:r1;@hostname:UNIQUE|[[rack, CLUSTER, r1], [hostname, UNIQUE]]",
                "@zone:GROUP_BY|[[@zone, GROUP_BY]]",
                "rack:MAX_PER:2;rack:UNLIKE:x|[[rack, UNLIKE, x], [rack, MAX_PER, 2]]",
                "rack:IS:r1;rack:IS:r1;rack:IS:r2|[[rack, CLUSTER, r1], [rack, CLUSTER, r2]]"
            })
    void constraintsOfTheKeyStandInTheApp(String constraints, String expected) throws IOException {
        FlinkConfiguration configuration = FlinkConfiguration.of(
                Map.of("parley.mesos.flink-home", "/opt/flink", "parley.mesos.constraints", constraints));
        MesosResourceTranslator translator = new MesosResourceTranslator();
        String app = Objects.requireNonNull(translator
                        .documents(translator.requirements(PLAN, configuration), EnvironmentLimits.NONE)
                        .get("marathon"))
                .apply(configuration);

        assertThat(String.valueOf(AppRules.checked(app).get("constraints"))).isEqualTo(expected);
    }

    private static OfferDemand demand(GroupConstraint group, Constraint... constraints) {
        return new OfferDemand(
                "w",
                new ResourceNeed(CpuAmount.ofCores(1), 1728, 0, 0, List.of()),
                List.of(constraints),
                Optional.of(group));
    }

    private static Object constraints(OfferDemand demand) throws IOException {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("parley.mesos.flink-home", "/opt/flink"));
        return Objects.requireNonNull(
                AppRules.checked(MarathonApp.of(PLAN, configuration, demand).toJson())
                        .get("constraints"));
    }

    @Test
    void groupOfADemandIsSpreadByMarathonBesideItsConstraints() throws IOException {
        assertThat(constraints(demand(GroupConstraint.unique("g", Constraint.HOSTNAME), Constraint.is("rack", "r1"))))
                .isEqualTo(List.of(List.of("rack", "CLUSTER", "r1"), List.of("hostname", "UNIQUE")));
        assertThat(constraints(demand(new GroupConstraint("g", "rack", 3))))
                .isEqualTo(List.of(List.of("rack", "MAX_PER", "3")));
        assertThat(constraints(demand(GroupConstraint.groupBy("g", Constraint.REGION))))
                .isEqualTo(List.of(List.of("@region", "GROUP_BY")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, GroupConstraint.EVENLY})
    void groupThatIsSpreadOverAgentsByTheirIdIsRefusedByName(int most) {
        OfferDemand demand = demand(new GroupConstraint("g", Constraint.AGENT_ID, most));
        assertThatThrownBy(() -> constraints(demand))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask mesos with format marathon for a constraint on an agent's id: the environment"
                        + " cannot express it. Ask for its host name.");
    }
}
