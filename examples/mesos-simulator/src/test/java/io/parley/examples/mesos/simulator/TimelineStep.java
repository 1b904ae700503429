package io.parley.examples.mesos.simulator;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a timeline.
 *
 * @param time when, in seconds
 * @param kind what
 * @param name the call or the stream; empty where there is none
 * @param text the rest of the line
 */
record TimelineStep(double time, Kind kind, String name, String text) {

    enum Kind {
        /** A stream was answered. */
        STREAM,
        /** A stream ended by its last chunk. */
        STREAM_END,
        /** A stream was cut, by the recorder or by the master. */
        STREAM_CUT,
        /** An event came. */
        EVENT,
        /** A call was answered. */
        CALL,
        /** Bytes were sent that the timeline does not name. */
        BYTES,
        /** Nothing came for some time. */
        SILENCE
    }

    private static final Pattern LINE = Pattern.compile("\\s*([0-9.]+)  (.*)");
    private static final Pattern STREAM = Pattern.compile("STREAM (\\S+) (.*)");
    private static final Pattern EVENT = Pattern.compile("EVENT (\\S+) (.*)");
    private static final Pattern CALL = Pattern.compile("CALL (\\S+) +-> (.*)");

    private static final Pattern BYTES = Pattern.compile(
            "(?:KEEPALIVE|PIPELINED|RAW|early:|[0-9.]+ s after the kill:|call while the master is down:).*");

    /** Reads a line; empty for remarks. */
    static Optional<TimelineStep> of(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        double time = Double.parseDouble(matcher.group(1));
        String what = matcher.group(2);
        Matcher stream = STREAM.matcher(what);
        if (stream.matches()) {
            String rest = stream.group(2);
            Kind kind = rest.startsWith("ended")
                    ? Kind.STREAM_END
                    : rest.startsWith("closed") ? Kind.STREAM_CUT : rest.contains(" 200 ") ? Kind.STREAM : Kind.CALL;
            return Optional.of(new TimelineStep(time, kind, stream.group(1), rest));
        }
        Matcher event = EVENT.matcher(what);
        if (event.matches()) {
            return Optional.of(new TimelineStep(time, Kind.EVENT, event.group(1), event.group(2)));
        }
        Matcher call = CALL.matcher(what);
        if (call.matches()) {
            return Optional.of(new TimelineStep(time, Kind.CALL, call.group(1), call.group(2)));
        }
        if (BYTES.matcher(what).matches()) {
            return Optional.of(new TimelineStep(time, Kind.BYTES, "", what));
        }
        return what.startsWith("TIMEOUT")
                ? Optional.of(new TimelineStep(time, Kind.SILENCE, "", what))
                : Optional.empty();
    }

    TimelineStep named(String call) {
        return new TimelineStep(time, kind, call, text);
    }

    boolean isEvent(String type) {
        return kind == Kind.EVENT && text.startsWith(type);
    }
}
