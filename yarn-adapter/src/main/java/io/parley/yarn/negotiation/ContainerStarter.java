package io.parley.yarn.negotiation;

import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;

/**
 * Says what to run in a container. Called once for every container of its demand, from a thread of Hadoop's clients,
 * with the plan already fitted to the grant; must return quickly and be thread-safe.
 */
@FunctionalInterface
public interface ContainerStarter {

    /**
     * Makes what the NodeManager runs.
     *
     * @param granted the container with the plan to start in it
     * @return the command, the environment, the files and the tokens
     */
    ContainerLaunchContext launchContext(GrantedContainer granted);
}
