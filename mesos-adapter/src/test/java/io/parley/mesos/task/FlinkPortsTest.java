package io.parley.mesos.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PortRequirement;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkPortsTest {

    private static FlinkConfiguration with(String... keys) {
        TreeMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        return FlinkConfiguration.of(map);
    }

    private static List<PortRequirement> jobManager(String... keys) {
        return FlinkPorts.of(ProcessKind.JOB_MANAGER, with(keys));
    }

    private static List<String> remarks(ProcessKind process, String... keys) {
        return FlinkPorts.remarks(process, with(keys)).stream()
                .map(Remark::message)
                .toList();
    }

    @Test
    void portThatAUserFixesForAJobManagerIsAskedForByItsNumber() {
        assertThat(jobManager("rest.port", " 31500 "))
                .containsExactly(
                        PortRequirement.any("jobmanager.rpc.port"),
                        new PortRequirement("rest.port", OptionalInt.of(31500)));
        assertThat(jobManager("jobmanager.rpc.port", "31400", "rest.port", "31500"))
                .extracting(PortRequirement::number)
                .containsExactly(OptionalInt.of(31400), OptionalInt.of(31500));
        assertThat(remarks(ProcessKind.JOB_MANAGER, "jobmanager.rpc.port", "31400", "rest.port", "31500"))
                .isEmpty();
        assertThat(remarks(ProcessKind.JOB_MANAGER, "rest.port", "31500", "rest.bind-port", "31500"))
                .isEmpty();
        assertThat(remarks(ProcessKind.JOB_MANAGER, "rest.port", "31500", "rest.bind-port", "31501"))
                .singleElement()
                .asString()
                .startsWith("rest.bind-port (31501) has no effect");
    }

    @ParameterizedTest
    @CsvSource({
        "rest.port,8081",
        "rest.port,0",
        "rest.port,''",
        "rest.port,31000-31010",
        "rest.port,'31000,31001'",
        "jobmanager.rpc.port,6123",
        "jobmanager.rpc.port,0"
    })
    void whatFixesNoPortOrIsFlinksOwnDefaultTakesAnyPort(String key, String value) {
        assertThat(jobManager(key, value))
                .containsExactly(PortRequirement.any("jobmanager.rpc.port"), PortRequirement.any("rest.port"));
    }

    @Test
    void jobManagerOfZooKeepersListensForRpcAtThePortOfHighAvailability() {
        String key = "high-availability.jobmanager.port";
        assertThat(jobManager("high-availability.type", "ZooKeeper", key, "31400", "jobmanager.rpc.port", "31300"))
                .containsExactly(new PortRequirement(key, OptionalInt.of(31400)), PortRequirement.any("rest.port"));
        assertThat(jobManager("high-availability", "zookeeper", key, "50000-50025"))
                .containsExactly(PortRequirement.any(key), PortRequirement.any("rest.port"));
        assertThat(jobManager("high-availability.type", "org.example.Services", key, "31400"))
                .as("as Flink, which asks for ZooKeeper alone")
                .containsExactly(PortRequirement.any("jobmanager.rpc.port"), PortRequirement.any("rest.port"));
    }

    @Test
    void portsOfATaskManagerAreAnyWhateverIsFixed() {
        assertThat(FlinkPorts.of(
                        ProcessKind.TASK_MANAGER,
                        with(
                                "taskmanager.rpc.port",
                                "31400",
                                "mesos.resourcemanager.tasks.port-assignments",
                                "metrics.port, taskmanager.rpc.port,")))
                .containsExactly(
                        PortRequirement.any("taskmanager.rpc.port"),
                        PortRequirement.any("taskmanager.data.port"),
                        PortRequirement.any("metrics.port"));
        assertThat(remarks(
                        ProcessKind.TASK_MANAGER,
                        "taskmanager.rpc.port",
                        "31400",
                        "taskmanager.data.port",
                        "0",
                        "taskmanager.data.bind-port",
                        "31401",
                        "mesos.resourcemanager.tasks.port-assignments",
                        "metrics.port",
                        "metrics.port",
                        "9250-9260"))
                .containsExactly(
                        "taskmanager.rpc.port (31400) has no effect: a TaskManager takes any port of an offer, for"
                                + " several may run on one agent. Remove it.",
                        "taskmanager.data.bind-port (31401) has no effect: a process listens at the port that it takes"
                                + " of an offer for taskmanager.data.port.",
                        "metrics.port (9250-9260) has no effect: a TaskManager takes any port of an offer, for several"
                                + " may run on one agent. Remove it.");
    }

    @Test
    void portsInWhosePlaceOthersAreTakenGetARemarkWithWhatToDo() {
        assertThat(remarks(ProcessKind.JOB_MANAGER, "rest.port", "8081", "rest.bind-port", "8081-8090"))
                .containsExactly(
                        "rest.port (8081) has no effect: it is what Flink uses by itself, and a JobManager takes any"
                                + " port of an offer then. Write another number, that agents offer, to have just that"
                                + " one.",
                        "rest.bind-port (8081-8090) has no effect: a process listens at the port that it takes of an"
                                + " offer for rest.port.");
        assertThat(remarks(
                        ProcessKind.JOB_MANAGER,
                        "high-availability",
                        "zookeeper",
                        "high-availability.jobmanager.port",
                        "50000-50025"))
                .containsExactly("high-availability.jobmanager.port (50000-50025) has no effect: a JobManager takes any"
                        + " port of an offer where it is not one number. Write one, that agents offer, to have just"
                        + " that one.");
        assertThat(FlinkPorts.remarks(ProcessKind.JOB_MANAGER, with("rest.port", "8081")))
                .singleElement()
                .satisfies(remark -> {
                    assertThat(remark.kind()).isEqualTo(Remark.Kind.WITHOUT_EFFECT);
                    assertThat(remark.keys()).containsExactly("rest.port");
                });
    }

    @Test
    void nothingIsSaidOfWhatNobodyHasChosen() {
        assertThat(remarks(ProcessKind.JOB_MANAGER, "jobmanager.rpc.port", "6123", "rest.port", "0"))
                .as("the first is in the file of every distribution")
                .isEmpty();
        assertThat(remarks(ProcessKind.JOB_MANAGER, "taskmanager.rpc.port", "31400", "blob.server.port", "31401"))
                .as("a JobManager listens at what the last says, and reads nothing of the other")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999", "8081-70000", "-1", "x", "1,x"})
    void whatIsNoPortIsRefusedByItsKey(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkPorts.of(ProcessKind.TASK_MANAGER, with("taskmanager.rpc.port", value)))
                .withMessageContainingAll(
                        "Cannot use taskmanager.rpc.port (", "is no port and no range of ports from 0 to 65535");
    }
}
