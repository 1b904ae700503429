package io.parley.mesos.negotiation;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.mesos.state.KnownTask;
import io.parley.mesos.task.TaskPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was taken of an agent's offers for a demand. Immutable.
 *
 * @param place the task's id, its agent, the resources and the ports
 * @param grant the same as data
 * @param fit the demand's plan, fitted to the grant by the grant policy, and what it leaves unused
 * @param agentAddress where the agent answers over HTTP, for instance {@code http://10.0.0.1:5051}; empty if unknown
 */
public record GrantedTask(TaskPlace place, Grant grant, PlanFit fit, String agentAddress) {

    /** Gives what runs since an earlier run of the framework; of its resources only the amounts are known. */
    static GrantedTask recovered(KnownTask task, ProcessMemoryPlan plan) {
        return new GrantedTask(
                new TaskPlace(
                        MesosIds.task(task.id()),
                        MesosIds.agent(task.agent()),
                        task.hostname(),
                        List.of(),
                        task.ports()),
                new Grant(
                        MemorySize.ofMebibytes(task.memMebibytes()),
                        new CpuAmount(task.cpuMillis()),
                        Map.of(),
                        Optional.of(task.hostname()),
                        List.copyOf(task.ports().values()),
                        Certainty.KNOWN),
                new PlanFit(plan, MemorySize.ZERO),
                task.agentAddress());
    }

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
