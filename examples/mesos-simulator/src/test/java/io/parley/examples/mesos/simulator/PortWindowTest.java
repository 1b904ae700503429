package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
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
    void simulatorsGiveThemBack() {
        int first;
        try (MesosSimulator simulator =
                        MesosSimulator.start(SimulatorSettings.usual().onFreePorts());
                PortWindow another = PortWindow.reserve()) {
            first = another.first();
            assertThat(simulator.address()).isNotNull();
        }
        try (PortWindow window = PortWindow.reserve()) {
            assertThat(window.first()).isGreaterThan(first);
        }
    }
}
