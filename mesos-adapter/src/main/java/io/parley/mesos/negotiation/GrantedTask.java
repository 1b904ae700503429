package io.parley.mesos.negotiation;

import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.mesos.task.TaskPlace;

/**
 * What was taken of an agent's offers for a demand. Immutable.
 *
 * @param place the task's id, its agent, the resources and the ports
 * @param grant the same as data
 * @param fit the demand's plan, fitted to the grant by the grant policy, and what it leaves unused
 * @param agentAddress where the agent answers over HTTP, for instance {@code http://10.0.0.1:5051}; empty if unknown
 */
public record GrantedTask(TaskPlace place, Grant grant, PlanFit fit, String agentAddress) {

    /**
     * Gives the id.
     *
     * @return the task's id
     */
    public String id() {
        return place.task().getValue();
    }

    /** Gives the id, the host and the memory. */
    @Override
    public String toString() {
        return id() + " on " + place.hostname() + " of " + grant.memory();
    }
}
