package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PortWindowTest {

    @Test
    void twoAtATimeHaveNoPortInCommon() {
        try (PortWindow one = PortWindow.reserve();
                PortWindow other = PortWindow.reserve()) {
            assertThat(other.last() < one.first() || one.last() < other.first()).isTrue();
        }
    }

    @Test
    void itsPortsCanBeListenedOn() throws IOException {
        try (PortWindow window = PortWindow.reserve();
                ServerSocket first = new ServerSocket(window.first());
                ServerSocket second = new ServerSocket(window.first() + 1)) {
            assertThat(first.isBound() && second.isBound()).isTrue();
        }
    }

    @Test
    void passesOverPortsWhereSomebodyListens() throws IOException {
        int first;
        try (PortWindow window = PortWindow.reserve()) {
            first = window.first();
        }
        try (ServerSocket listening = new ServerSocket(first + 1);
                PortWindow window = PortWindow.reserve()) {
            assertThat(listening.isBound()).isTrue();
            assertThat(window.first()).isNotEqualTo(first);
        }
    }

    @Test
    void saysWhereThereIsNone() {
        try (PortWindow window = PortWindow.reserve()) {
            int first = window.first();

            assertThatIllegalStateException()
                    .isThrownBy(() -> PortWindow.reserve(first, first))
                    .withMessageContaining("no range of 100 ports from " + first + " to " + window.last()
                            + " is free on this host. Close other simulators");
        }
    }

    @Test
    void agentsOfferOneEachAlsoThoseThatJoin() throws IOException, InterruptedException {
        try (MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual()
                        .withAgents(AgentDescription.of("a", 1, 1, 1), AgentDescription.of("b", 1, 1, 1))
                        .onFreePorts());
                RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            simulator.agents().add(AgentDescription.of("c", 1, 1, 1));
            scheduler.subscribe(RawScheduler.info("ports").build());
            List<Long> ports =
                    scheduler.await(event -> event.getType() == Event.Type.OFFERS).getOffers().getOffersList().stream()
                            .flatMap(offer -> offer.getResourcesList().stream())
                            .flatMap(resource -> resource.getRanges().getRangeList().stream())
                            .flatMap(range -> LongStream.rangeClosed(range.getBegin(), range.getEnd())
                                    .boxed())
                            .toList();

            assertThat(ports).hasSize(300).doesNotHaveDuplicates();
        }
    }

    @Test
    void simulatorsGiveThemBack() {
        List<PortWindow> windows;
        try (MesosSimulator simulator =
                MesosSimulator.start(SimulatorSettings.usual().onFreePorts())) {
            simulator.agents().add(AgentDescription.of("other", 1, 1, 1));
            windows = simulator.ports().windows();
            assertThat(windows).hasSize(2).allMatch(PortWindow::isHeld);
        }
        assertThat(windows).noneMatch(PortWindow::isHeld);
    }
}
