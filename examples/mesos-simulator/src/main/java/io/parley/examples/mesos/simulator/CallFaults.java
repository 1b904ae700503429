package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** What is scripted to go wrong with calls. Thread-safe. */
public final class CallFaults {

    private final Map<Call.Type, Deque<HttpResponse>> refused = new EnumMap<>(Call.Type.class);
    private final Map<Call.Type, Duration> late = new EnumMap<>(Call.Type.class);
    private int rescinds;

    CallFaults() {}

    /**
     * Answers the next call of a type without doing it; several of a type are used one after the other.
     *
     * @param type which
     * @param status such as 503
     * @param text the body
     */
    public synchronized void refuseNext(Call.Type type, int status, String text) {
        refused.computeIfAbsent(type, key -> new ArrayDeque<>()).add(HttpResponse.text(status, text));
    }

    /**
     * Answers calls of a type late: they are done at once, so that the events that they cause come before the answer.
     *
     * @param type which
     * @param delay by the clock; zero for at once
     */
    public synchronized void answerLate(Call.Type type, Duration delay) {
        late.put(type, delay);
    }

    /**
     * Rescinds the offers of the next ACCEPT after it has come and before it is done; asked for several times, those of
     * as many.
     */
    public synchronized void rescindBeforeNextAccept() {
        rescinds++;
    }

    synchronized Optional<HttpResponse> refusal(Call.Type type) {
        Deque<HttpResponse> responses = refused.get(type);
        return responses == null ? Optional.empty() : Optional.ofNullable(responses.poll());
    }

    synchronized Duration delay(Call.Type type) {
        return late.getOrDefault(type, Duration.ZERO);
    }

    /** Tells once for each that is to be rescinded. */
    synchronized boolean rescindsBeforeAccept() {
        return rescinds > 0 && rescinds-- > 0;
    }
}
