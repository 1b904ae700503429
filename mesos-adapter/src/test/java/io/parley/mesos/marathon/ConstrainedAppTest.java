package io.parley.mesos.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstrainedAppTest {

    private static final TaskManagerMemoryPlan PLAN = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rack:IS:r1;@hostname:UNIQUE|[[rack, CLUSTER, r1], [hostname, UNIQUE]]",
                "@zone:GROUP_BY|[[@zone, GROUP_BY]]",
                "rack:MAX_PER:2;rack:UNLIKE:x|[[rack, UNLIKE, x], [rack, MAX_PER, 2]]"
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
}
