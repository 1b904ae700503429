package io.parley.mesos.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.Remark;
import io.parley.mesos.MesosResourceTranslator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnfollowedKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mesos.failover-timeout",
                "mesos.master",
                "mesos.resourcemanager.artifactserver.port",
                "mesos.resourcemanager.artifactserver.ssl.enabled",
                "mesos.resourcemanager.declined-offer-refuse-duration",
                "mesos.resourcemanager.framework.name",
                "mesos.resourcemanager.framework.principal",
                "mesos.resourcemanager.framework.role",
                "mesos.resourcemanager.framework.secret",
                "mesos.resourcemanager.framework.user",
                "mesos.resourcemanager.tasks.port-assignments",
                "mesos.resourcemanager.unused-offer-expiration",
                "mesos.constraints.hard.hostattribute",
                "mesos.resourcemanager.network.resource.name",
                "mesos.resourcemanager.tasks.bootstrap-cmd",
                "mesos.resourcemanager.tasks.container.docker.force-pull-image",
                "mesos.resourcemanager.tasks.container.docker.parameters",
                "mesos.resourcemanager.tasks.container.image.name",
                "mesos.resourcemanager.tasks.container.type",
                "mesos.resourcemanager.tasks.container.volumes",
                "mesos.resourcemanager.tasks.cpus",
                "mesos.resourcemanager.tasks.disk",
                "mesos.resourcemanager.tasks.gpus",
                "mesos.resourcemanager.tasks.hostname",
                "mesos.resourcemanager.tasks.network.bandwidth",
                "mesos.resourcemanager.tasks.taskmanager-cmd",
                "mesos.resourcemanager.tasks.uris"
            })
    void everyKeyOfFlinksForMesosIsFollowedOrGetsARemark(String key) {
        boolean followed =
                new MesosResourceTranslator().environment().honouredKeys().contains(key);
        List<Remark> remarks = UnfollowedKeys.remarks(FlinkConfiguration.of(Map.of(key, "1")));

        assertThat(remarks.isEmpty()).isEqualTo(followed);
        assertThat(remarks).allSatisfy(remark -> {
            assertThat(remark.kind()).isEqualTo(Remark.Kind.WITHOUT_EFFECT);
            assertThat(remark.keys()).containsExactly(key);
            assertThat(remark.message()).startsWith(key + " has no effect: ");
        });
    }

    @Test
    void remarksTellWhyAndComeForWhatIsSetOnly() {
        assertThat(UnfollowedKeys.remarks(FlinkConfiguration.of(Map.of("mesos.master", "h"))))
                .isEmpty();
        assertThat(UnfollowedKeys.remarks(
                        FlinkConfiguration.of(Map.of("mesos.resourcemanager.unused-offer-expiration", "120000"))))
                .extracting(Remark::message)
                .containsExactly("mesos.resourcemanager.unused-offer-expiration has no effect: every offer is answered"
                        + " at once, none is held. Remove it.");
    }
}
