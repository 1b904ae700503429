package io.parley.mesos.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.matching.ResourceNeed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The ports of an app, by number or any, and what is said of those that are not followed. */
class AppPortsTest {

    private static final ProcessMemoryPlan JOB_MANAGER = SamplePlans.jobManager(MemorySize.ofMebibytes(1600));
    private static final ProcessMemoryPlan TASK_MANAGER = SamplePlans.taskManager(MemorySize.ofMebibytes(1728));

    private static FlinkConfiguration configuration(String... keys) {
        Map<String, String> map = new TreeMap<>();
        map.put("parley.mesos.flink-home", "/opt/flink");
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        return FlinkConfiguration.of(map);
    }

    private static Map<String, Object> app(ProcessMemoryPlan plan, String... keys) throws IOException {
        FlinkConfiguration configuration = configuration(keys);
        MesosResourceTranslator translator = new MesosResourceTranslator();
        return AppRules.checked(Objects.requireNonNull(translator
                        .documents(translator.requirements(plan, configuration), EnvironmentLimits.NONE)
                        .get("marathon"))
                .apply(configuration));
    }

    private static List<String> arguments(Map<String, Object> app) {
        return AppRules.list(app.get("args")).stream().map(String::valueOf).toList();
    }

    private static OfferDemand demand(Constraint constraint, PortRequirement port) {
        return new OfferDemand(
                "w",
                new ResourceNeed(CpuAmount.ofCores(1), 1600, 0, 0, List.of(port)),
                List.of(constraint),
                Optional.empty());
    }

    @Test
    void portsByNumberAreRequired() throws IOException {
        OfferDemand demand = demand(
                Constraint.is(Constraint.HOSTNAME, "h1"), new PortRequirement("rest.port", OptionalInt.of(31500)));

        Map<String, Object> app = AppRules.checked(
                MarathonApp.of(JOB_MANAGER, configuration(), demand).toJson());

        assertThat(app.get("requirePorts")).isEqualTo(true);
        assertThat(AppRules.number(
                        AppRules.map(AppRules.list(app.get("portDefinitions")).get(0))
                                .get("port")))
                .isEqualByComparingTo("31500");
        assertThat(app.get("constraints")).isEqualTo(List.of(List.of("hostname", "CLUSTER", "h1")));
    }

    @Test
    void portsThatAUserFixesAreThoseOfTheApp() throws IOException {
        Map<String, Object> app = app(JOB_MANAGER, "jobmanager.rpc.port", "31400", "rest.port", "31500");

        assertThat(app.get("requirePorts")).isEqualTo(true);
        assertThat(AppRules.list(app.get("portDefinitions")))
                .extracting(
                        port -> AppRules.number(AppRules.map(port).get("port")).intValueExact())
                .containsExactly(31400, 31500);
        assertThat(app).doesNotContainKey("labels");

        assertThatThrownBy(() -> app(JOB_MANAGER, "rest.port", "31500"))
                .isInstanceOf(ResourceTranslationException.class)
                .hasMessage("Cannot ask mesos with format marathon for ports, some by number [rest.port] and some not"
                        + " [jobmanager.rpc.port]: the environment cannot express it. Give each of them a number that"
                        + " is not Flink's default, or leave all of them out.");
    }

    @Test
    void portsInWhosePlaceOthersAreTakenAreNamed() throws IOException {
        Map<String, Object> app =
                app(JOB_MANAGER, "jobmanager.rpc.port", "6123", "rest.port", "8081", "s3.secret-key", "hunter2");

        assertThat(AppRules.list(app.get("portDefinitions")))
                .extracting(
                        port -> AppRules.number(AppRules.map(port).get("port")).intValueExact())
                .containsExactly(0, 0);
        assertThat(app.get("labels"))
                .isEqualTo(Map.of("PARLEY_WITHHELD", "s3.secret-key", "PARLEY_WITHOUT_EFFECT", "rest.port"));
        assertThat(app(TASK_MANAGER, "taskmanager.rpc.port", "6122").get("labels"))
                .isEqualTo(Map.of("PARLEY_WITHOUT_EFFECT", "taskmanager.rpc.port"));
    }

    @Test
    void jobManagerOfZooKeepersGetsItsPortUnderEveryKeyThatCounts() throws IOException {
        String script = arguments(app(
                        JOB_MANAGER,
                        "high-availability.type",
                        "zookeeper",
                        "jobmanager.rpc.bind-port",
                        "6127",
                        "high-availability.jobmanager.port",
                        "50000-50025"))
                .get(2);

        assertThat(script.substring("exec \"$@\" -D ".length()).split(" -D ", -1))
                .containsExactlyInAnyOrder(
                        "jobmanager.rpc.address=\"$HOST\"",
                        "rest.address=\"$HOST\"",
                        "jobmanager.resource-id=\"$MESOS_TASK_ID\"",
                        "high-availability.jobmanager.port=\"$PORT0\"",
                        "jobmanager.rpc.port=\"$PORT0\"",
                        "jobmanager.rpc.bind-port=\"$PORT0\"",
                        "rest.port=\"$PORT1\"",
                        "rest.bind-port=\"$PORT1\"");
    }
}
