package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.util.List;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may subscribe. */
@Timeout(60)
class SubscribeTest {

    private final MesosSimulator simulator = MesosSimulator.start();
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private static FrameworkInfo.Builder info() {
        return RawScheduler.info("subscribe").clearRoles();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Empty role name is invalid",
        "a//b, two in a row",
        "/a, starts or ends with a slash",
        "a/, starts or ends with a slash",
        "a/-b, Role component '-b' is invalid because it starts with a dash",
        "a/.., must not have the component '..'",
        "./a, must not have the component '.'",
        "a/*, must not have the component '*'",
        "a/b c, must not have spaces or backslashes",
        "a\\b, must not have spaces or backslashes"
    })
    void refusesNamesThatNoRoleHas(String role, String problem) throws IOException, InterruptedException {
        assertThat(scheduler.refused(info().addRoles("good").addRoles(role).build()))
                .contains("'FrameworkInfo.roles' contains invalid role: ")
                .contains(problem);
        assertThat(scheduler.refused(withRole(role)))
                .contains("'FrameworkInfo.role' is not a valid role: ")
                .contains(problem);
    }

    @SuppressWarnings("deprecation") // The only way to give a role without MULTI_ROLE.
    private static FrameworkInfo withRole(String role) {
        return info().clearCapabilities().setRole(role).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a", "a/b-c/d", "..."})
    void takesTheNamesOfRoles(String role) throws IOException, InterruptedException {
        scheduler.subscribe(info().addRoles(role).build());

        assertThat(scheduler.offer().getAllocationInfo().getRole()).isEqualTo(role);
    }

    @Test
    @SuppressWarnings("deprecation") // The only way to give a role without MULTI_ROLE.
    void takesOneRoleFromThoseWithoutTheCapabilityAndSeveralFromOthers() throws IOException, InterruptedException {
        assertThat(scheduler.refused(info().setRole("a").build())).contains("'FrameworkInfo.role' must not be set");
        assertThat(scheduler.refused(info().clearCapabilities().addRoles("a").build()))
                .contains("'FrameworkInfo.roles' must not be set");
    }

    /** What is reserved for the role is offered, with the role in the older format. */
    @Test
    void offersToTheOneRoleOfThoseWithoutTheCapability() throws IOException, InterruptedException {
        simulator.agents().crash("127.0.0.1");
        simulator
                .agents()
                .add(new AgentDescription("reserved", List.of(), List.of(), null)
                        .withReserved("a", AgentDescription.scalar("cpus", 2)));
        scheduler.subscribe(withRole("a"));

        assertThat(scheduler.offer().getResourcesList())
                .as("unrefined, and not allocated")
                .singleElement()
                .satisfies(resource -> {
                    assertThat(resource.getScalar().getValue()).isEqualTo(2);
                    assertThat(resource.hasAllocationInfo()).isFalse();
                    assertThat(resource.getReservationsCount()).isZero();
                });
    }

    @Test
    void offersNothingToRolesThatAreSuppressedFromTheStart() throws IOException, InterruptedException {
        scheduler.subscribe(info().addRoles("a").addRoles("b").build(), "a");

        assertThat(scheduler.offer().getAllocationInfo().getRole()).isEqualTo("b");
    }
}
