package io.parley.yarn.launch;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.ResourceLimit.Bound;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.plan.Remark;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.yarn.YarnResourceTranslator;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.Resource;

/**
 * What to ask for and the plan to start in it.
 *
 * <p>Where the limits are known, the predicted size itself is asked for: a wrong prediction then enlarges or refuses,
 * but the container is never smaller than the plan that grew into it. Where they are only assumed, the plan stays as it
 * is.
 *
 * @param resource the ask
 * @param predicted what YARN should grant for it
 * @param fit the plan to start, and what of the predicted grant it leaves unused
 */
record AskedSize(Resource resource, Grant predicted, PlanFit fit) {

    private static final String TOLD = " of the ResourceManager, or its largest node";

    /** Decides; refuses what cannot be granted. */
    static AskedSize of(LaunchRequest request, EnvironmentLimits limits) {
        YarnResourceTranslator translator = new YarnResourceTranslator();
        Resource resource = translator.applicationMasterResource(
                request.requirements(), limits, request.fitter().lowering());
        Grant predicted = translator.predictGrant(request.requirements(), limits);
        if (predicted.certainty() == Certainty.ASSUMED) {
            return new AskedSize(
                    resource, predicted, new PlanFit(request.requirements().plan(), MemorySize.ZERO));
        }
        PlanFit fit = request.fitter().fit(request.requirements().plan(), predicted);
        if (fit.plan().totalProcess().compareTo(predicted.memory()) > 0
                || fit.plan()
                                .totalProcess()
                                .compareTo(request.requirements().plan().totalProcess())
                        < 0) {
            throw new IllegalStateException(
                    "The plan fitter " + request.fitter().getClass().getName() + " made a plan of "
                            + fit.plan().totalProcess() + " out of one of "
                            + request.requirements().plan().totalProcess() + " for a grant of " + predicted.memory()
                            + ". Fitting never shrinks and never exceeds the grant; repair it.");
        }
        resource.setMemorySize(predicted.memory().mebibytesRoundedUp());
        return new AskedSize(resource, predicted, fit);
    }

    /** Lowers the maximum to what a running ResourceManager reports: the smaller one of two, it does not say which. */
    static EnvironmentLimits lowered(EnvironmentLimits limits, Resource reported) {
        return SchedulerRules.of(limits)
                .withClusterMaximum(Map.of(
                        SchedulerRules.MEMORY,
                        new Bound(reported.getMemorySize(), "yarn.scheduler.maximum-allocation-mb" + TOLD),
                        SchedulerRules.VCORES,
                        new Bound(reported.getVirtualCores(), "yarn.scheduler.maximum-allocation-vcores" + TOLD)))
                .toLimits();
    }

    /**
     * Gives the grant.
     *
     * @param allocated what YARN says it granted; empty where it does not say so any more
     * @param host where the container is
     * @return what was granted, or what was predicted and is only assumed
     */
    Grant readBack(Optional<Resource> allocated, Optional<String> host) {
        return allocated
                .map(resource -> new Grant(
                        MemorySize.ofMebibytes(resource.getMemorySize()),
                        CpuAmount.ofCores(resource.getVirtualCores()),
                        Map.of(),
                        host,
                        List.of(),
                        Certainty.KNOWN))
                .orElseGet(() -> new Grant(
                        predicted.memory(),
                        predicted.cpus(),
                        predicted.namedResources(),
                        host,
                        List.of(),
                        Certainty.ASSUMED));
    }

    /**
     * Holds a grant against the plan and the prediction.
     *
     * @return what to remark, if the grant is another than the predicted one or was not read back
     * @throws LaunchFailedException if the grant is smaller than the plan
     */
    Optional<Remark> compare(Grant grant) {
        if (grant.certainty() == Certainty.ASSUMED) {
            return Optional.of(new Remark(
                    Remark.Kind.GRANT,
                    "The application ended before it could be read back what YARN granted; " + grant.memory()
                            + " was predicted.",
                    List.of()));
        }
        MemorySize granted = grant.memory();
        MemorySize plan = fit.plan().totalProcess();
        if (granted.compareTo(plan) < 0) {
            throw new LaunchFailedException(
                    "Cannot keep the JobManager: YARN granted " + granted + ", less than its plan of " + plan
                            + ". Point HADOOP_CONF_DIR to the cluster's own yarn-site.xml.",
                    (Throwable) null);
        }
        return granted.equals(predicted.memory())
                ? Optional.empty()
                : Optional.of(new Remark(
                        Remark.Kind.GRANT,
                        "YARN granted " + granted + " where " + predicted.memory() + " was predicted; the plan is "
                                + plan + ". Compare the client's yarn-site.xml with the ResourceManager's.",
                        List.of("yarn.scheduler.minimum-allocation-mb")));
    }
}
