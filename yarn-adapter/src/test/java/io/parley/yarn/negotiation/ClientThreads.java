package io.parley.yarn.negotiation;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The threads of Hadoop's clients of an application master, and those that end a negotiation. */
final class ClientThreads {

    private static final List<String> STARTS = List.of(
            "AMRM Heartbeater",
            "AMRM Callback",
            "Container  Event Dispatcher",
            // Hadoop's client names its threads by its class, of which this one is a subclass.
            ForgetfulNodeClient.class.getName() + " #",
            "Parley: ");

    /** Further threads of Hadoop's clients, and those that Java itself has. */
    private static final List<String> OTHERS = List.of(
            "IPC Client ",
            "IPC Parameter Sending Thread ",
            "org.apache.hadoop.",
            "main",
            "Attach Listener",
            "Common-Cleaner",
            "Finalizer",
            "Notification Thread",
            "Reference Handler",
            "Signal Dispatcher",
            "process reaper");

    private ClientThreads() {}

    /** Tells whether somebody else than Parley makes a thread of such a name. */
    static boolean isOfJavaOrHadoop(String name) {
        return !name.startsWith("Parley: ")
                && Stream.concat(STARTS.stream(), OTHERS.stream()).anyMatch(name::startsWith);
    }

    /** Gives those that run. */
    static Set<Thread> running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> STARTS.stream().anyMatch(thread.getName()::startsWith))
                .collect(Collectors.toSet());
    }
}
