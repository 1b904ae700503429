package io.parley.yarn.negotiation;

import java.util.Collection;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;

/** What the books of a negotiator do to the outside. No call blocks. */
interface ContainerPort {

    /** Gives the number of the first heartbeat that carries what is requested from now on. */
    long nextHeartbeat();

    /** Adds a request to those of the next heartbeat. */
    void request(ContainerRequest request);

    /** Takes a request back. */
    void withdraw(ContainerRequest request);

    /** Drops a request for which YARN granted a container, as YARN itself has done already. */
    void met(ContainerRequest request);

    /** Sends no more of requests that were taken back, for YARN refuses even to hear that there are none of them. */
    void forget(Set<Integer> priorities);

    /** Gives a container back; what runs in it ends. */
    void release(ContainerId container);

    /**
     * Starts a process, once the lock is given back; the outcome comes to the books later.
     *
     * @param stillWanted is asked just before
     */
    void start(GrantedContainer granted, ContainerStarter starter, BooleanSupplier stillWanted);

    /** Ends a process by way of its node, which is faster than by way of the ResourceManager. */
    void stop(GrantedContainer granted);

    /** Changes which nodes YARN must not use for the application. */
    void avoid(Collection<String> added, Collection<String> removed);
}
