package io.parley.yarn.negotiation;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The threads of Hadoop's clients of an application master, and those that end a negotiation. */
final class ClientThreads {

    private static final List<String> STARTS = List.of(
            "AMRM Heartbeater",
            "AMRM Callback",
            "Container  Event Dispatcher",
            "org.apache.hadoop.yarn.client.api.async.impl.NMClientAsyncImpl",
            "Parley: ");

    private ClientThreads() {}

    /** Gives those that run. */
    static Set<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> STARTS.stream().anyMatch(thread.getName()::startsWith))
                .collect(Collectors.toSet());
    }
}
