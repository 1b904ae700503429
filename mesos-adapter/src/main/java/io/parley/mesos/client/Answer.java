package io.parley.mesos.client;

import java.net.URI;
import java.util.Optional;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** What the answer to a call means. Immutable. */
sealed interface Answer {

    /** The master took the call, which does not mean that the call will work. */
    record Accepted() implements Answer {}

    /**
     * Another master leads.
     *
     * @param leader where that one takes calls, as far as the one that was asked knows
     */
    record Moved(URI leader) implements Answer {}

    /**
     * The master cannot take calls yet.
     *
     * @param message what it said
     * @param mayHaveArrived whether the call may have its effect all the same
     */
    record Unready(String message, boolean mayHaveArrived) implements Answer {}

    /**
     * The master does not want this call, however often it comes.
     *
     * @param status the HTTP status
     * @param message why, and what to do about it
     */
    record Refused(int status, String message) implements Answer {

        /** Whether the master knows nothing of our subscription, whatever we believe. */
        boolean subscriptionIsGone() {
            boolean stranger = message.contains("stream ID") || message.contains("Framework cannot be found");
            return (status == 403 && message.contains("not subscribed")) || (status == 400 && stranger);
        }
    }

    int MOST_TEXT = 500;

    /** It has nothing to tell apart. */
    Accepted ACCEPTED = new Accepted();

    /**
     * Reads an answer without an event stream.
     *
     * @param body the body's text; only its start is repeated
     * @param principal who asked, if anyone
     */
    static Answer of(URI master, Call.Type call, int status, Head head, String body, Optional<String> principal) {
        if ((status == 200 || status == 202) && call != Call.Type.SUBSCRIBE) {
            return ACCEPTED;
        }
        String said = status + said(body);
        String intro = "The Mesos master " + TransportFailure.name(master) + " refused " + call + " with ";
        return switch (status) {
            case 200, 202 ->
                new Refused(
                        status,
                        TransportFailure.name(master) + " answered SUBSCRIBE with status " + status
                                + " and no event stream (content type "
                                + head.contentType().orElse("missing")
                                + (head.hasStreamId() ? "" : ", no Mesos-Stream-Id")
                                + "). It does not seem to be a Mesos master; check the address (mesos.master).");
            case 307, 308 -> moved(master, status, head.location());
            case 401 ->
                new Refused(
                        status,
                        intro + said + ": "
                                + principal
                                        .map(who ->
                                                "it does not know the principal '" + who + "' with this secret. Check")
                                        .orElse("it asks for credentials and none are set. Set")
                                + " mesos.resourcemanager.framework.principal and"
                                + " mesos.resourcemanager.framework.secret.");
            case 403 ->
                new Refused(
                        status,
                        intro + said + ": "
                                + principal
                                        .map(who -> "it knows the principal '" + who + "', who may not do this now.")
                                        .orElse("this may not be done now."));
            case 404, 429, 503 -> unready(master, call, said, false);
            // A proxy may have passed the call on before it gave up, and the master begun with it before it failed.
            case 408, 500, 502, 504 -> unready(master, call, said, true);
            default -> new Refused(status, intro + said + ".");
        };
    }

    private static Answer unready(URI master, Call.Type call, String said, boolean mayHaveArrived) {
        return new Unready(
                "The Mesos master " + TransportFailure.name(master) + " is not ready for " + call + ": " + said + ".",
                mayHaveArrived);
    }

    private static Answer moved(URI master, int status, Optional<String> location) {
        try {
            URI leader = master.resolve(location.orElse(""));
            boolean weaker = "https".equals(master.getScheme()) && !"https".equals(leader.getScheme());
            boolean web = "http".equals(leader.getScheme()) || "https".equals(leader.getScheme());
            if (location.isPresent()
                    && web
                    && !weaker
                    && leader.getHost() != null
                    && leader.getRawUserInfo() == null
                    && !leader.equals(master)) {
                String path = leader.getRawPath();
                return new Moved(URI.create(leader.getScheme() + "://" + leader.getRawAuthority()
                        + (path.isEmpty() || path.equals("/") ? MasterList.PATH : path)));
            }
        } catch (IllegalArgumentException e) {
            // Told below: what the header says is no address.
        }
        return new Unready(
                "The Mesos master " + TransportFailure.name(master) + " does not lead, and says with " + status
                        + " that the leader is at '" + clean(location.orElse("")) + "', which cannot be followed.",
                false);
    }

    private static String said(String body) {
        String text = clean(body);
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    private static String clean(String text) {
        String start = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
        return start.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /**
     * The headers that matter.
     *
     * @param location where a redirection leads
     * @param contentType of the body
     * @param hasStreamId whether there is a stream id
     */
    record Head(Optional<String> location, Optional<String> contentType, boolean hasStreamId) {}
}
