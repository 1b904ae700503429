package io.parley.yarn.negotiation;

import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;

/**
 * A container that YARN granted for a demand. Immutable, but for the container, which is Hadoop's.
 *
 * @param container the container as YARN granted it; its token is a secret
 * @param grant the same as data
 * @param fit the demand's plan, grown into the grant by the grant policy, and what it leaves unused
 */
public record GrantedContainer(Container container, Grant grant, PlanFit fit) {

    /**
     * Gives the id.
     *
     * @return the id of the container
     */
    public ContainerId id() {
        return container.getId();
    }

    /** Gives the id, the node and the memory; never the token. */
    @Override
    public String toString() {
        return id() + " on " + container.getNodeId() + " of " + grant.memory();
    }
}
