package io.parley.mesos.negotiation;

import io.parley.api.negotiation.DemandLedger;
import io.parley.api.verdict.Verdict;
import io.parley.mesos.matching.Downtime;
import io.parley.mesos.state.KnownTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.InverseOffer;
import org.apache.mesos.v1.Protos.OfferID;

/**
 * Answers inverse offers, by which a master asks for the resources of an agent that goes down for maintenance. Not
 * thread-safe.
 *
 * <p>To accept one tells the operator that the framework will have left the agent by then. A Flink process has state,
 * and leaving costs its job a recovery; whether and when that is worth it is for whoever runs the job, so nothing that
 * is wanted is ended here: where it runs, the answer is no, and the listener is told which processes to end before.
 * Where nothing wanted runs, it is yes. Neither keeps the operator from taking the agent down, whereupon the processes
 * are lost and replaced like those of any agent that is gone. Source: Mesos' documentation of maintenance.
 *
 * <p>An answer holds as long as a refusal of what nobody wants, an hour by default; then the master asks again.
 */
final class AgentMaintenance {

    private final DemandLedger<GrantedTask> ledger;
    private final TaskPort port;
    private final TaskRegister tasks;
    private final Duration refusal;

    AgentMaintenance(DemandLedger<GrantedTask> ledger, TaskPort port, TaskRegister tasks, Duration refusal) {
        this.ledger = ledger;
        this.port = port;
        this.tasks = tasks;
        this.refusal = refusal;
    }

    /** Answers inverse offers, all of them and at once. */
    void announced(List<InverseOffer> offers) {
        List<OfferID> accepted = new ArrayList<>();
        List<OfferID> declined = new ArrayList<>();
        for (InverseOffer offer : offers) {
            List<KnownTask> wanted = wantedOn(offer);
            if (wanted.isEmpty()) {
                accepted.add(offer.getId());
            } else {
                declined.add(offer.getId());
                tell(offer, wanted);
            }
        }
        port.answerInverse(new TaskPort.InverseAnswer(accepted, declined, refusal));
    }

    /** One without an agent is for all that the framework has. */
    private List<KnownTask> wantedOn(InverseOffer offer) {
        String agent = offer.getAgentId().getValue();
        return tasks.held().stream()
                .map(HeldTask::known)
                .filter(task -> task.phase() != KnownTask.Phase.UNWANTED)
                .filter(task -> agent.isEmpty() || task.agent().equals(agent))
                .toList();
    }

    private void tell(InverseOffer offer, List<KnownTask> wanted) {
        String who = offer.hasAgentId()
                ? "The agent " + offer.getAgentId().getValue() + " ("
                        + wanted.get(0).hostname() + ")"
                : "What the framework has";
        String tasksThere =
                wanted.stream().map(task -> task.id() + " of " + task.demand()).collect(Collectors.joining(", "));
        ledger.trouble(Verdict.of(
                        Verdict.Outcome.WAIT,
                        who + " goes down for maintenance " + Downtime.of(offer.getUnavailability()) + " and runs "
                                + tasksThere + ". The Mesos master was told that it stays.")
                .curedBy(
                        "maintenance of agents",
                        "End before what can be replaced (MesosNegotiator.end), or let it be lost with the agent."));
    }
}
