package io.parley.examples.mesos.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * The ports that the agents of a simulator offer: those of their descriptions, or a window for each, for all of them
 * are on this host. Closing gives the windows back. Thread-safe.
 */
final class AgentPorts implements AutoCloseable {

    private final SimulatorSettings.Ports kind;
    private final List<PortWindow> windows = new ArrayList<>();

    AgentPorts(SimulatorSettings.Ports kind) {
        this.kind = kind;
    }

    /**
     * Gives an agent its ports.
     *
     * @throws IllegalStateException if no window is free
     */
    synchronized AgentDescription on(AgentDescription agent) {
        return switch (kind) {
            case AS_DESCRIBED -> agent;
            case FREE_HERE -> {
                PortWindow window = PortWindow.reserve();
                windows.add(window);
                yield agent.onPorts(window.first(), window.last());
            }
        };
    }

    synchronized List<PortWindow> windows() {
        return List.copyOf(windows);
    }

    @Override
    public synchronized void close() {
        windows.forEach(PortWindow::close);
    }
}
