package io.parley.yarn.negotiation;

import io.parley.api.environment.Placement;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.negotiation.Demand;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;

/** Demands and commands for containers of tests. */
final class Workers {

    /** Runs until it is ended. */
    static final ContainerStarter SLEEP = shell("exec sleep 600");

    private Workers() {}

    static Demand demand(String name, long mebibytes) {
        return Demand.of(
                name,
                ProcessRequirements.of(SamplePlans.taskManager(MemorySize.ofMebibytes(mebibytes)))
                        .cpus(CpuAmount.ofCores(1))
                        .build());
    }

    static Demand jobManager(String name, long mebibytes) {
        return Demand.of(
                name,
                ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(mebibytes)))
                        .cpus(CpuAmount.ofCores(1))
                        .build());
    }

    /** Puts a demand somewhere. */
    static Demand placed(Demand demand, Placement placement) {
        return new Demand(
                demand.name(),
                demand.requirements().toBuilder().placement(placement).build(),
                demand.spread(),
                demand.replacement());
    }

    static Placement hosts(String... names) {
        return new Placement(List.of(names), List.of(), Optional.empty(), Map.of());
    }

    static ContainerStarter shell(String command) {
        return granted ->
                ContainerLaunchContext.newInstance(Map.of(), Map.of(), List.of(command), Map.of(), null, Map.of());
    }
}
