package io.parley.yarn.negotiation;

import io.parley.api.verdict.Verdict;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;

/** Enters into the books what Hadoop's clients tell. Thread-safe. */
final class ClientCallbacks implements ClientEvents {

    private static final System.Logger LOG = System.getLogger(ClientCallbacks.class.getName());

    private final Negotiation negotiation;
    private final TroubleEcho echo = new TroubleEcho();

    ClientCallbacks(Negotiation negotiation) {
        this.negotiation = negotiation;
    }

    /**
     * What escaped from a callback would end the thread of Hadoop's client, and with it the negotiation; and what one
     * container causes must not cost the others of its batch.
     */
    private void guarded(Runnable change) {
        try {
            negotiation.doing(change);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "The negotiation met a fault of its own and goes on.", e);
        }
    }

    @Override
    public void allocated(List<Container> containers) {
        containers.forEach(container -> guarded(() -> {
            if (negotiation.isOver()) {
                negotiation.clients().release(container.getId());
            } else {
                negotiation.book().allocated(container, negotiation.now());
            }
        }));
    }

    @Override
    public void completed(List<ContainerStatus> statuses) {
        statuses.forEach(status -> guarded(() -> {
            negotiation.recovered().remove(status.getContainerId());
            // After the end, every demand has been told its own.
            if (!negotiation.isOver()) {
                negotiation.book().containers().completed(status, negotiation.now());
            }
        }));
    }

    @Override
    public void recovered(List<Container> containers) {
        guarded(() -> containers.forEach(container -> {
            if (!negotiation.isOver()) {
                negotiation.runsStill(container);
            }
        }));
    }

    @Override
    public void started(ContainerId container) {
        guarded(() -> negotiation.book().containers().started(container, negotiation.now()));
    }

    @Override
    public void notStarted(ContainerId container, String why) {
        guarded(() -> negotiation.book().containers().notStarted(container, why, negotiation.now()));
    }

    @Override
    public void noContext(ContainerId container, String why) {
        guarded(() -> negotiation.book().containers().noContext(container, why, negotiation.now()));
    }

    @Override
    public void forgotten(ContainerId container, String why) {
        guarded(() -> negotiation.book().containers().forgotten(container, why, negotiation.now()));
    }

    @Override
    public void registeredAnew() {
        guarded(() -> {
            negotiation.book().containers().startedByCaller().forEach(negotiation.clients()::look);
            negotiation.callRoll();
        });
    }

    @Override
    public void answered(Map<ContainerId, Boolean> known) {
        known.forEach((container, here) -> guarded(() -> {
            if (negotiation.isOver()) {
                return;
            }
            if (here) {
                negotiation.isBack(container);
            } else {
                negotiation.isGone(container);
            }
        }));
    }

    @Override
    public void nodes(List<NodeReport> changed) {
        guarded(() -> changed.stream()
                .filter(node -> node.getNodeState() == NodeState.RUNNING)
                .forEach(node -> negotiation.joined(node.getCapability())));
    }

    @Override
    public void heartbeat(int clusterNodes) {
        guarded(() -> {
            if (!negotiation.isOver()) {
                negotiation
                        .book()
                        .tick(
                                negotiation.clients().answeredHeartbeats(),
                                negotiation.clients().nextHeartbeat(),
                                clusterNodes,
                                negotiation.now());
                negotiation.askForMissing();
            }
        });
    }

    @Override
    public void refused(String message) {
        guarded(() -> {
            if (!negotiation.isOver()) {
                negotiation
                        .book()
                        .refusedByYarn(
                                message,
                                negotiation.clients().answeredHeartbeats(),
                                negotiation.clients().nextHeartbeat(),
                                negotiation.now());
            }
        });
    }

    @Override
    public void trouble(String message) {
        guarded(() -> {
            if (!negotiation.isOver() && echo.isNews(negotiation.clients().answeredHeartbeats(), negotiation.now())) {
                negotiation.ledger().trouble(Verdict.of(Verdict.Outcome.WAIT, message));
            }
        });
    }

    @Override
    public void ended(String message) {
        guarded(() -> {
            if (!negotiation.isOver()) {
                negotiation.endedByYarn(message);
            }
        });
    }
}
