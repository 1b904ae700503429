package io.parley.mesos.negotiation;

import io.parley.api.verdict.Verdict;
import io.parley.mesos.matching.Decline;
import io.parley.mesos.state.FrameworkState;
import java.time.Duration;
import java.util.List;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.InverseOffer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/** Enters into the books what the master tells, and what becomes of the calls to it. Thread-safe. */
final class SchedulerCallbacks implements Scheduler, ConnectionListener, Outbox.Listener {

    private final Negotiation negotiation;
    private boolean suppressedBySubscription;
    private long offers;
    private long rescinded;
    private long updates;

    SchedulerCallbacks(Negotiation negotiation) {
        this.negotiation = negotiation;
    }

    /** How many offers came; asked under the lock. */
    long offers() {
        return offers;
    }

    /** How many offers were taken back; asked under the lock. */
    long rescinded() {
        return rescinded;
    }

    /** How many updates of tasks came; asked under the lock. */
    long updates() {
        return updates;
    }

    @Override
    public void connected(Mesos connection) {
        negotiation.guarded(() -> {
            negotiation.outbox().connection(connection);
            negotiation.subscription().possible(!negotiation.isOver());
            if (negotiation.isOver()) {
                negotiation.end().connected();
            } else {
                subscribe();
            }
        });
    }

    private void subscribe() {
        MesosNegotiatorOptions options = negotiation.options();
        boolean quiet = negotiation.book().wantsNoOffers();
        negotiation
                .outbox()
                .send(SchedulerCalls.subscribe(
                        negotiation.detachment().subscribing(),
                        negotiation.subscription().framework(),
                        quiet ? List.of(options.rules().role()) : List.of()));
        suppressedBySubscription = quiet;
    }

    @Override
    public void disconnected(Mesos connection) {
        negotiation.guarded(() -> {
            negotiation.subscription().lost();
            negotiation.end().disconnected();
            negotiation.book().disconnected();
        });
    }

    @Override
    public void received(Mesos connection, Event event) {
        negotiation.guarded(() -> {
            if (negotiation.isOver()) {
                afterwards(event);
            } else {
                enter(connection, event);
            }
        });
    }

    private void enter(Mesos connection, Event event) {
        switch (event.getType()) {
            case SUBSCRIBED -> subscribed(event.getSubscribed().getFrameworkId());
            case OFFERS -> {
                offers += event.getOffers().getOffersCount();
                negotiation.book().offers(event.getOffers().getOffersList(), negotiation.now());
            }
            // No offer is ever held; what was launched with it is dropped by the master and asked for again.
            case RESCIND -> rescinded++;
            case UPDATE -> {
                updates++;
                negotiation.book().update(event.getUpdate().getStatus(), negotiation.now());
            }
            case FAILURE -> {
                if (event.getFailure().hasAgentId() && !event.getFailure().hasExecutorId()) {
                    negotiation
                            .book()
                            .tasks()
                            .agentFailed(event.getFailure().getAgentId().getValue(), negotiation.now());
                }
            }
            case ERROR -> failed(connection, event.getError().getMessage());
            case INVERSE_OFFERS ->
                negotiation
                        .book()
                        .maintenance()
                        .announced(event.getInverseOffers().getInverseOffersList());
            case HEARTBEAT, MESSAGE, RESCIND_INVERSE_OFFER, UPDATE_OPERATION_STATUS, UNKNOWN -> {
                // Nothing follows from them here.
            }
        }
    }

    private void afterwards(Event event) {
        negotiation.end().received(event);
        if (event.getType() == Event.Type.OFFERS) {
            Duration refusal = negotiation.options().rules().late();
            negotiation
                    .outbox()
                    .answer(new TaskPort.Answer(
                            List.of(),
                            event.getOffers().getOffersList().stream()
                                    .map(offer -> new Decline(offer.getId(), Decline.Reason.NOTHING_WANTED, refusal))
                                    .toList(),
                            refusal,
                            refusal));
        } else if (event.getType() == Event.Type.INVERSE_OFFERS) {
            // What runs, if anything, is for nobody here to end.
            List<OfferID> asked = event.getInverseOffers().getInverseOffersList().stream()
                    .map(InverseOffer::getId)
                    .toList();
            negotiation
                    .outbox()
                    .answerInverse(new TaskPort.InverseAnswer(
                            List.of(), asked, negotiation.options().rules().late()));
        }
    }

    private void subscribed(FrameworkID id) {
        if (negotiation.subscription().begun(id)) {
            negotiation.outbox().save(new FrameworkState.Change.Subscribed(id.getValue()));
        }
        negotiation.outbox().framework(id);
        negotiation.book().subscribed(suppressedBySubscription, negotiation.now());
        negotiation.tellSubscribed(id.getValue());
    }

    private void failed(Mesos connection, String message) {
        boolean removed = FrameworkEnd.isRemoval(message);
        if (removed && negotiation.options().whenRemoved() == MesosNegotiatorOptions.WhenRemoved.START_ANEW) {
            negotiation.startAnew(connection, message);
            return;
        }
        Subscription.Severance severance = removed ? Subscription.Severance.FOR_GOOD : Subscription.Severance.REFUSED;
        String cure = "Mend what the master names and open another negotiator.";
        if (removed) {
            cure = "Its tasks have ended. Forget the kept state, or let the negotiator start anew.";
        } else if (message.contains("failed over")) {
            severance = Subscription.Severance.FOR_GOOD;
            cure = "Another scheduler took the framework over. Let only one use its state.";
        }
        negotiation.subscription().severed(severance);
        negotiation.finish(
                Verdict.of(Verdict.Outcome.NEVER, "The Mesos master ended the subscription: " + message + ".")
                        .curedBy("framework", cure));
    }

    @Override
    public void trouble(String message) {
        negotiation.trouble(message);
    }

    @Override
    public void tornDown() {
        negotiation.guarded(negotiation.end()::taken);
    }

    /** What was to run was not launched, and would be refused again at once: that counts as a failure. */
    @Override
    public void refused(Call call, String why) {
        negotiation.guarded(() -> {
            negotiation.end().notTaken(call, why);
            if (!negotiation.isOver()) {
                SchedulerCalls.launched(call)
                        .forEach(task -> negotiation.book().notLaunched(task, why, negotiation.now()));
            }
        });
    }

    @Override
    public void notTaken(Call call, String why) {
        negotiation.guarded(() -> negotiation.end().notTaken(call, why));
    }

    @Override
    public void notLaunched(String task, String why) {
        negotiation.guarded(() -> negotiation.book().notLaunched(task, why, negotiation.now()));
    }

    @Override
    public void storeFailed(String why) {
        negotiation.guarded(() -> {
            negotiation.finish(Verdict.of(
                            Verdict.Outcome.NEVER,
                            why + " Nothing is launched or acknowledged that would be forgotten; what runs goes on.")
                    .curedBy("state of the framework", "Mend the store and open another negotiator with it."));
            negotiation
                    .subscription()
                    .framework()
                    .ifPresent(id -> negotiation.outbox().sendInAnyCase(SchedulerCalls.plain(id, Call.Type.SUPPRESS)));
        });
    }

    @Override
    public void notSent(String why) {
        negotiation.trouble("A call to the Mesos master was not sent: " + why);
    }
}
