package io.parley.mesos.negotiation;

import io.parley.api.negotiation.DemandState;
import io.parley.api.negotiation.OrderedSignals;
import io.parley.mesos.matching.Decline;
import io.parley.mesos.state.FrameworkState.Change;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.task.OfferAnswers;
import io.parley.mesos.task.TaskLaunch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/**
 * What the books want done: collected under the negotiator's lock, done outside of it, in order, by whoever comes
 * first. What is to be kept is on the disk before anything that was collected with it or later is sent. Once something
 * could not be kept, offers are declined and nothing else is sent but what needs no state.
 */
final class Outbox implements TaskPort {

    private final FrameworkStore store;
    private final OrderedSignals order;
    private final Listener listener;
    private List<Change> changes = new ArrayList<>();
    private List<Action> actions = new ArrayList<>();
    private volatile @Nullable Mesos mesos;
    private volatile @Nullable FrameworkID framework;
    private boolean broken;

    /** What is done, and what instead of it where nothing can be kept any more. */
    private record Action(Runnable usual, Runnable withoutStore) {

        Action(Runnable usual) {
            this(usual, () -> {});
        }
    }

    /** Is told what went wrong, outside of the lock. */
    interface Listener {

        /** Nothing was sent for a launch, because the caller could not say what to run. */
        void notLaunched(String task, String why);

        /** Nothing more is kept, launched or acknowledged. */
        void storeFailed(String why);

        /** A call was not taken. */
        void notSent(String why);
    }

    Outbox(FrameworkStore store, Listener listener) {
        this.store = store;
        this.listener = listener;
        this.order = new OrderedSignals(failure -> listener.notSent(String.valueOf(failure.getMessage())));
    }

    void connection(@Nullable Mesos current) {
        mesos = current;
    }

    void framework(@Nullable FrameworkID id) {
        framework = id;
    }

    /** Puts what was collected into the queue; called under the lock. */
    void seal() {
        if (changes.isEmpty() && actions.isEmpty()) {
            return;
        }
        List<Change> toKeep = changes;
        List<Action> toDo = actions;
        changes = new ArrayList<>();
        actions = new ArrayList<>();
        order.add(() -> process(toKeep, toDo));
    }

    /**
     * Does what is in the queue; called without the lock. Whether the thread that happens to come first is interrupted
     * is no matter of what others wanted, and stores may fail in one that is.
     */
    void deliver() {
        boolean interrupted = Thread.interrupted();
        try {
            order.deliver();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void process(List<Change> toKeep, List<Action> toDo) {
        if (!broken) {
            try {
                store.append(toKeep);
            } catch (IOException e) {
                broken = true;
                listener.storeFailed(String.valueOf(e.getMessage()));
            } catch (RuntimeException | Error e) {
                // Nobody knows what it has kept.
                broken = true;
                listener.storeFailed("Cannot keep the state of a framework: " + e + ".");
            }
        }
        for (Action action : toDo) {
            try {
                (broken ? action.withoutStore() : action.usual()).run();
            } catch (RuntimeException | Error e) {
                // What waits for an answer is asked or told again; the others must not suffer.
                listener.notSent(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Sends a call in its order, even where nothing can be kept. */
    void sendInAnyCase(Call call) {
        inAnyCase(current -> current.send(call));
    }

    /** Does something with the connection, if there is one, even where nothing can be kept. */
    void inAnyCase(Consumer<Mesos> use) {
        Runnable action = () -> {
            Mesos current = mesos;
            if (current != null) {
                use.accept(current);
            }
        };
        actions.add(new Action(action, action));
    }

    /** Sends a call as one of the next actions. */
    void send(Call call) {
        actions.add(new Action(() -> sendNow(call)));
    }

    private void sendNow(Call call) {
        Mesos current = mesos;
        if (current != null) {
            current.send(call);
        }
    }

    /** Does something in order with the calls. */
    void then(Runnable action) {
        actions.add(new Action(action));
    }

    private interface CallOf {
        Call of(FrameworkID id);
    }

    private void sendOf(CallOf call) {
        actions.add(new Action(() -> {
            FrameworkID id = framework;
            if (id != null) {
                sendNow(call.of(id));
            }
        }));
    }

    @Override
    public void save(Change change) {
        changes.add(change);
    }

    @Override
    public void acknowledge(TaskStatus status) {
        sendOf(id -> SchedulerCalls.acknowledge(id, status));
    }

    @Override
    public void kill(String task, String agent, Optional<Duration> grace) {
        sendOf(id -> SchedulerCalls.kill(id, task, agent, grace));
    }

    @Override
    public void reconcile(List<Question> questions) {
        sendOf(id -> SchedulerCalls.reconcile(id, questions));
    }

    @Override
    public void suppress() {
        sendOf(id -> SchedulerCalls.plain(id, Call.Type.SUPPRESS));
    }

    @Override
    public void revive() {
        sendOf(id -> SchedulerCalls.plain(id, Call.Type.REVIVE));
    }

    /** What is declined does not wait for the word of a starter, nor does one agent for that of a later one. */
    @Override
    public void answer(Answer answer) {
        Runnable declines = () -> decline(answer.declines());
        actions.add(new Action(declines, declines));
        Map<AgentID, List<Launch>> byAgent = new LinkedHashMap<>();
        for (Launch launch : answer.launches()) {
            byAgent.computeIfAbsent(launch.take().agent(), agent -> new ArrayList<>())
                    .add(launch);
        }
        byAgent.values()
                .forEach(launches ->
                        actions.add(new Action(() -> launch(launches, answer), () -> declineAll(launches, answer))));
    }

    private void decline(List<Decline> declines) {
        FrameworkID id = framework;
        if (id != null) {
            OfferAnswers.declines(id, declines).forEach(this::sendNow);
        }
    }

    /** Nothing is launched on an agent in the end, and no offer is held. */
    private void declineAll(List<Launch> launches, Answer answer) {
        decline(launches.stream()
                .flatMap(launch -> launch.take().offers().stream())
                .distinct()
                .map(offer -> new Decline(offer, Decline.Reason.NOTHING_WANTED, answer.retryRefusal()))
                .toList());
    }

    private void launch(List<Launch> launches, Answer answer) {
        List<OfferAnswers.Launch> described = new ArrayList<>();
        for (Launch launch : launches) {
            describe(launch).ifPresent(described::add);
        }
        FrameworkID id = framework;
        if (described.isEmpty()) {
            declineAll(launches, answer);
        } else if (id != null) {
            OfferAnswers.accepts(id, described, answer.restRefusal()).forEach(this::sendNow);
        }
    }

    @Override
    public void answerInverse(InverseAnswer answer) {
        Runnable calls = () -> {
            FrameworkID id = framework;
            if (id != null) {
                SchedulerCalls.inverse(id, answer).forEach(this::sendNow);
            }
        };
        actions.add(new Action(calls, calls));
    }

    /** Asks the caller what to run, unless the demand was taken back meanwhile. */
    private Optional<OfferAnswers.Launch> describe(Launch launch) {
        boolean wanted = launch.demand().state() == DemandState.GRANTED
                && launch.demand()
                        .granted()
                        .filter(what -> what.id().equals(launch.granted().id()))
                        .isPresent();
        if (!wanted) {
            return Optional.empty();
        }
        try {
            TaskLaunch described = launch.starter().launch(launch.granted());
            return Optional.of(new OfferAnswers.Launch(launch.take(), described.toTaskInfo()));
        } catch (RuntimeException | Error e) {
            listener.notLaunched(launch.granted().id(), "The caller could not say what to run: " + e.getMessage());
            return Optional.empty();
        }
    }
}
