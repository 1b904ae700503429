package io.parley.yarn.negotiation;

import java.util.List;

/** Finds what is at fault where YARN refuses the requests of a heartbeat. Stateless but for the book. */
final class RefusedRequests {

    /** Behind this, YARN's message about a refused request tells the maximum, which may look like another request. */
    private static final String MAXIMUM = "maximum allowed";

    private final RequestBook requests;

    RefusedRequests(RequestBook requests) {
        this.requests = requests;
    }

    /**
     * Finds what YARN names. Where it names none, all that were new are taken back and asked for one after the other,
     * until the one at fault is found.
     *
     * @param message what YARN says
     * @param answered the last heartbeat that was answered
     * @param next the first heartbeat that carries what is requested now
     * @return the shapes at fault; empty while they are looked for
     */
    List<ContainerShape> find(String message, long answered, long next) {
        List<ContainerShape> asked = requests.asked();
        int maximum = message.indexOf(MAXIMUM);
        String refused = maximum < 0 ? message : message.substring(0, maximum);
        List<ContainerShape> named = asked.stream()
                .filter(shape -> refused.contains(shape.capability().toString()))
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        List<ContainerShape> recent =
                asked.stream().filter(shape -> shape.askedBy() > answered).toList();
        // Something that YARN took before is told anew, for instance by a client that registered again.
        List<ContainerShape> suspects = recent.isEmpty() ? asked : recent;
        if (suspects.size() == 1) {
            return suspects;
        }
        requests.holdBack(suspects, next);
        return List.of();
    }
}
