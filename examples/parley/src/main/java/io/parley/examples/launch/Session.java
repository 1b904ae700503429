package io.parley.examples.launch;

import io.parley.core.discovery.DiscoveredEnvironment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A Flink session that is launched where its configuration says, shown at work and ended. Used once. */
interface Session {

    /** Makes a session. */
    @FunctionalInterface
    interface Factory {
        Session of(DiscoveredEnvironment environment, SessionPlan plan, Path job, LaunchOutput output);
    }

    /** The environments of which is known where a JobManager's TaskManagers come from. */
    Map<String, Factory> OF_ENVIRONMENTS = Map.of("standalone", HostSession::new, "yarn", ClusterSession::new);

    /** Gives how sessions of an environment are made. */
    static Factory factory(String environment) {
        return OF_ENVIRONMENTS.getOrDefault(environment, JobManagerSession::new);
    }

    /** Shows what would be launched. */
    LaunchOutcome show();

    /** Launches, measures, works and ends. */
    LaunchOutcome run(Set<LaunchOption> options) throws InterruptedException;
}
