package io.parley.standalone.launch;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** What shows that a process runs. Immutable. */
sealed interface Readiness {

    /** Tells whether it shows of a process. */
    boolean isReached(long pid, ProcessFolder folder, ProcessOutput output) throws InterruptedException;

    /** Gives what is being waited for. */
    String waiting();

    /** Gives what did not happen to a process, for a message. */
    String missing(long pid);

    /** Gives how long the process has to live on to count as running. */
    default Duration settling() {
        return Duration.ZERO;
    }

    /** Gives the port that somebody else has, where the output tells of an early end for that. */
    default Optional<PortOption.Chosen> lostPort(ProcessOutput output) {
        return Optional.empty();
    }

    /** Gives where its REST endpoint listens. */
    default Optional<URI> restAddress() {
        return Optional.empty();
    }

    /** A main class of the caller's: it has been called and did not end at once. */
    record MainRuns() implements Readiness {

        private static final Duration SETTLING = Duration.ofMillis(250);

        @Override
        public boolean isReached(long pid, ProcessFolder folder, ProcessOutput output) {
            return Files.exists(folder.path().resolve(Leash.STARTED));
        }

        @Override
        public String waiting() {
            return "waiting for its Java";
        }

        @Override
        public String missing(long pid) {
            return "its main class was not called";
        }

        @Override
        public Duration settling() {
            return SETTLING;
        }
    }

    /**
     * A TaskManager: the JobManager has accepted it, as its own log says or, where it logs otherwise, the JobManager.
     *
     * @param jobManager the JobManager's endpoint, where its port is known
     * @param id what the TaskManager calls itself
     */
    record Registered(Optional<RestEndpoint> jobManager, String id) implements Readiness {

        /** What every Flink from 1.11 to 2.3 logs. */
        private static final String REGISTERED = "Successful registration at resource manager";

        @Override
        public boolean isReached(long pid, ProcessFolder folder, ProcessOutput output) throws InterruptedException {
            return output.shows(REGISTERED)
                    || (jobManager.isPresent() && jobManager.get().hasTaskManager(id));
        }

        @Override
        public String waiting() {
            return "waiting for the TaskManager's registration at the JobManager";
        }

        @Override
        public String missing(long pid) {
            return "it did not register at the JobManager (jobmanager.rpc.address, jobmanager.rpc.port)";
        }
    }

    /**
     * A JobManager: its REST endpoint answers, and it is this process that listens there.
     *
     * @param endpoint the endpoint
     * @param rest its port
     * @param rpc the port that TaskManagers call
     */
    record Answers(RestEndpoint endpoint, PortOption.Chosen rest, Optional<PortOption.Chosen> rpc)
            implements Readiness {

        @Override
        public boolean isReached(long pid, ProcessFolder folder, ProcessOutput output) throws InterruptedException {
            // Where the system does not tell who listens, an answer of Flink's has to do.
            return endpoint.answers() && isListening(pid).orElse(true);
        }

        private Optional<Boolean> isListening(long pid) {
            return ListeningSockets.OF_THIS_HOST.isListening(pid, rest.port());
        }

        @Override
        public String waiting() {
            return "waiting for the REST endpoint at " + endpoint.address();
        }

        @Override
        public String missing(long pid) {
            return isListening(pid).orElse(true)
                    ? "its REST endpoint at " + endpoint.address() + " did not answer"
                    : "another process listens at " + endpoint.address() + ", and this one did not answer there";
        }

        @Override
        public Optional<PortOption.Chosen> lostPort(ProcessOutput output) {
            if (output.shows("Could not start rest endpoint on any port")) {
                return Optional.of(rest);
            }
            return output.shows("Could not start actor system on any port") ? rpc : Optional.empty();
        }

        @Override
        public Optional<URI> restAddress() {
            return Optional.of(endpoint.address());
        }
    }
}
