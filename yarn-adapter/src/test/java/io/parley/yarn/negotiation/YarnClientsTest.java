package io.parley.yarn.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;

/** What is asked of Hadoop's clients, which talk to nobody here. */
class YarnClientsTest {

    private static final Duration IDLE = Duration.ofHours(1);
    private static final YarnNegotiatorOptions.Heartbeat HEARTBEAT =
            new YarnNegotiatorOptions.Heartbeat(Duration.ofMillis(500), Duration.ofMinutes(1));

    private final Told told = new Told();
    private final YarnClients clients = new YarnClients(new YarnConfiguration(), told, HEARTBEAT, Runnable::run);
    private final GrantedContainer granted = granted();

    private static GrantedContainer granted() {
        Container container = Container.newInstance(
                ContainerId.fromString("container_1_0001_01_000001"),
                NodeId.newInstance("host", 1),
                "host:2",
                Resource.newInstance(1024, 1),
                Priority.newInstance(0),
                null);
        Grant grant = new Grant(
                MemorySize.ofMebibytes(1024),
                CpuAmount.ofCores(1),
                Map.of(),
                Optional.of("host"),
                List.of(),
                Certainty.KNOWN);
        return new GrantedContainer(
                container,
                grant,
                new PlanFit(Workers.demand("worker", 1024).requirements().plan(), MemorySize.ZERO));
    }

    @Test
    void aCancelledThreadStartsAndStopsTheProcessesOfOthersAndIsStillCancelled() {
        Thread.currentThread().interrupt();
        clients.start(granted, Workers.SLEEP, () -> true);
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        clients.stop(granted);
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        clients.look(granted.container());
        assertThat(Thread.interrupted()).isTrue();

        assertThat(told.notStarted).isEmpty();
    }

    @Test
    void aContainerThatEndedIsForgotten() {
        clients.start(granted, Workers.SLEEP, () -> true);
        assertThat(clients.containersOfNodes()).isOne();
        clients.completed(List.of(ContainerStatus.newInstance(granted.id(), ContainerState.COMPLETE, "", 0)));
        assertThat(clients.containersOfNodes()).isZero();
    }

    @Test
    void heartbeatsAreCloseWhileSomethingIsWaitedForOrToBeTold() {
        assertThat(clients.pace()).isEqualTo(HEARTBEAT.waiting());
        clients.pace(false);
        assertThat(clients.pace()).isEqualTo(HEARTBEAT.idle());
        clients.pace(true);
        assertThat(clients.pace()).isEqualTo(HEARTBEAT.waiting());
        clients.release(granted.id());
        clients.pace(false);
        assertThat(clients.pace()).isEqualTo(HEARTBEAT.waiting());
    }

    @Test
    void heartbeatsAreNeverSoFarApartThatYarnTakesTheMasterForDead() {
        Configuration hadoop = new YarnConfiguration();
        assertThat(YarnClients.millis(IDLE, hadoop)).isEqualTo(5 * 60 * 1000);
        hadoop.setLong(YarnConfiguration.RM_AM_EXPIRY_INTERVAL_MS, 30_000);
        assertThat(YarnClients.millis(IDLE, hadoop)).isEqualTo(10_000);
        assertThat(YarnClients.millis(Duration.ofMillis(500), hadoop)).isEqualTo(500);
    }

    /** Notes what could not be started. */
    private static final class Told implements ClientEvents {

        private final List<String> notStarted = new ArrayList<>();

        @Override
        public void allocated(List<Container> containers) {}

        @Override
        public void completed(List<ContainerStatus> statuses) {}

        @Override
        public void recovered(List<Container> containers) {}

        @Override
        public void started(ContainerId container) {}

        @Override
        public void notStarted(ContainerId container, String why) {
            notStarted.add(why);
        }

        @Override
        public void noContext(ContainerId container, String why) {
            notStarted.add(why);
        }

        @Override
        public void forgotten(ContainerId container, String why) {}

        @Override
        public void registeredAnew() {}

        @Override
        public void answered(Map<ContainerId, Boolean> known) {}

        @Override
        public void nodes(List<NodeReport> changed) {}

        @Override
        public void heartbeat(int clusterNodes) {}

        @Override
        public void refused(String message) {}

        @Override
        public void trouble(String message) {}

        @Override
        public void ended(String message) {}
    }
}
