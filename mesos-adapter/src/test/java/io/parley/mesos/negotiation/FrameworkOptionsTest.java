package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.FrameworkInfo.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameworkOptionsTest {

    private static final String FRAMEWORK = "mesos.resourcemanager.framework.";

    private static FrameworkInfo info(String... keys) {
        return FrameworkOptions.info(configuration(keys));
    }

    private static FlinkConfiguration configuration(String... keys) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        return FlinkConfiguration.of(map);
    }

    @Test
    void defaultsAreFlinks() {
        FrameworkInfo info = info();

        assertThat(info.getName()).isEqualTo("Flink");
        assertThat(info.getRolesList()).containsExactly("*");
        assertThat(info.getFailoverTimeout()).isEqualTo(604800);
        assertThat(info.getCheckpoint()).isTrue();
        assertThat(info.hasPrincipal()).isFalse();
        assertThat(info.getUser()).isEqualTo(System.getProperty("user.name"));
        assertThat(info.getCapabilitiesList())
                .extracting(Capability::getType)
                .containsExactly(
                        Capability.Type.MULTI_ROLE,
                        Capability.Type.PARTITION_AWARE,
                        Capability.Type.TASK_KILLING_STATE,
                        Capability.Type.RESERVATION_REFINEMENT,
                        Capability.Type.REGION_AWARE);
        assertThat(FrameworkOptions.refusal(configuration())).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void hostIsThisOneAndNoPageIsNamedThatIsNotThere() throws UnknownHostException {
        assertThat(info().getHostname())
                .isNotEmpty()
                .isEqualTo(InetAddress.getLocalHost().getHostName());
        assertThat(info().hasWebuiUrl()).isFalse();
    }

    @Test
    void keysAreFollowedAndGpusAskForTheirCapability() {
        FrameworkInfo info = info(
                FRAMEWORK + "name",
                "mine",
                FRAMEWORK + "role",
                "eng/flink",
                FRAMEWORK + "user",
                "flink",
                FRAMEWORK + "principal",
                "me",
                "mesos.failover-timeout",
                "60",
                "mesos.resourcemanager.tasks.gpus",
                "1");

        assertThat(info.getName()).isEqualTo("mine");
        assertThat(FrameworkOptions.roleOf(info)).isEqualTo("eng/flink");
        assertThat(info.getUser()).isEqualTo("flink");
        assertThat(info.getPrincipal()).isEqualTo("me");
        assertThat(info.getFailoverTimeout()).isEqualTo(60);
        assertThat(info.getCapabilitiesList()).extracting(Capability::getType).contains(Capability.Type.GPU_RESOURCES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-bad", "a b", "a//b", "/a", "a/", ".", "a/..", "a/*", "a\\b"})
    void rolesThatMesosRefusesAreRefused(String role) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> info(FRAMEWORK + "role", role))
                .withMessageContainingAll(FRAMEWORK + "role", "is no role");
    }

    @ParameterizedTest
    @CsvSource({"mesos.failover-timeout,-1", "mesos.resourcemanager.declined-offer-refuse-duration,-5"})
    void negativeTimesAreRefused(String key, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MesosNegotiatorOptions.of(configuration(key, value)))
                .withMessageContainingAll("Cannot use " + key, value);
    }

    @Test
    @SuppressWarnings("deprecation")
    void roleNeedsItsCapability() {
        FrameworkInfo several = info().toBuilder().clearCapabilities().build();
        FrameworkInfo old = info().toBuilder().clearRoles().setRole("a").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameworkOptions.roleOf(several))
                .withMessageContaining("MULTI_ROLE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameworkOptions.roleOf(old))
                .withMessageContaining("field role");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        FrameworkOptions.roleOf(info().toBuilder().addRoles("b").build()))
                .withMessageContaining("one role");
    }
}
