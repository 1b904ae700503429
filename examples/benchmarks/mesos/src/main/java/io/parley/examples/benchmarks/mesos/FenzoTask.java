package io.parley.examples.benchmarks.mesos;

import com.netflix.fenzo.ConstraintEvaluator;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.VMTaskFitnessCalculator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A demand as Fenzo takes it. Not thread-safe. */
final class FenzoTask implements TaskRequest {

    private final Ask ask;
    private final List<ConstraintEvaluator> constraints;
    private @Nullable AssignedResources assigned;

    FenzoTask(Ask ask, List<ConstraintEvaluator> constraints) {
        this.ask = ask;
        this.constraints = List.copyOf(constraints);
    }

    @Override
    public String getId() {
        return ask.name();
    }

    @Override
    public String taskGroupName() {
        return "";
    }

    @Override
    public double getCPUs() {
        return ask.size().cpus();
    }

    @Override
    public double getMemory() {
        return ask.size().mem();
    }

    @Override
    public double getNetworkMbps() {
        return 0;
    }

    @Override
    public double getDisk() {
        return 0;
    }

    @Override
    public int getPorts() {
        return Ask.Size.PORTS;
    }

    @Override
    public Map<String, Double> getScalarRequests() {
        return Map.of();
    }

    @Override
    public Map<String, NamedResourceSetRequest> getCustomNamedResources() {
        return Map.of();
    }

    @Override
    public List<? extends ConstraintEvaluator> getHardConstraints() {
        return constraints;
    }

    @Override
    public List<? extends VMTaskFitnessCalculator> getSoftConstraints() {
        return List.of();
    }

    @Override
    public void setAssignedResources(AssignedResources resources) {
        assigned = resources;
    }

    @Override
    public @Nullable AssignedResources getAssignedResources() {
        return assigned;
    }
}
