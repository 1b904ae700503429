package io.parley.yarn.admission;

import io.parley.api.environment.Admission;
import io.parley.api.plan.PlanLowering;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.sizing.SchedulerRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides from a snapshot whether a container will ever start. Pure and stateless. */
public final class AdmissionDecision {

    private AdmissionDecision() {}

    /**
     * Decides.
     *
     * @param need what the container needs
     * @param cluster what is known of the cluster
     * @param lowering finds what to lower where the plan is too large
     * @return never where YARN refuses the container or would let it wait for ever, wait where something is in use now
     *     that it needs, else admit
     */
    public static Admission of(ContainerNeed need, ClusterSnapshot cluster, PlanLowering lowering) {
        Findings findings = new Findings(need, cluster.rules(), lowering);
        QueueReasons.add(findings, cluster.queue());
        LabelReasons.add(findings, need, cluster);
        if (need.isMaster()) {
            ApplicationReasons.add(findings, cluster);
        }
        SizeReasons sizes = new SizeReasons(findings, need, cluster);
        sizes.add();
        sizes.granted().ifPresent(granted -> {
            Map<String, Long> counted = counted(cluster.rules(), granted);
            NodeReasons.add(findings, need, cluster, counted);
            if (cluster.nodes().filter(List::isEmpty).isPresent()) {
                // Of no nodes a queue has nothing, which says nothing of it.
                return;
            }
            if (!cluster.queue().mayHold()) {
                return;
            }
            CeilingReasons.add(findings, cluster.queue(), counted);
            if (need.isMaster()) {
                ShareReasons.add(findings, cluster, counted);
            }
        });
        need.restarts().ifPresent(restarts -> RestartReasons.add(findings, restarts));
        cluster.ignored().forEach(findings::admit);
        addOrigin(findings, cluster.origin());
        return findings.admission("A " + need.plan().process() + " of " + ResourceWords.amounts(need.amounts())
                + " in queue " + cluster.queue().name() + ", as " + said(cluster.origin()) + ".");
    }

    /** What the scheduler looks at when it looks for room. */
    private static Map<String, Long> counted(SchedulerRules rules, Map<String, Long> granted) {
        return switch (rules.calculator()) {
            case DEFAULT -> Map.of(SchedulerRules.MEMORY, granted.getOrDefault(SchedulerRules.MEMORY, 0L));
            case DOMINANT -> new LinkedHashMap<>(granted);
        };
    }

    private static String said(Origin origin) {
        return switch (origin.kind()) {
            case LIVE -> "the ResourceManager at " + origin.where() + " says";
            case FILES -> "the files in " + origin.where() + " say";
            case DEFAULTS -> "YARN's defaults say";
        };
    }

    private static void addOrigin(Findings findings, Origin origin) {
        origin.silence().ifPresent(silence -> {
            Verdict offline = Verdict.of(
                    Outcome.ADMIT, "Offline: " + silence + " So the nodes and what is in use are not known.");
            findings.add(
                    switch (origin.kind()) {
                        case LIVE -> offline;
                        case FILES ->
                            offline.curedBy(
                                    "yarn.resourcemanager.address", "Repeat this where the ResourceManager answers.");
                        case DEFAULTS ->
                            offline.curedBy(
                                    "HADOOP_CONF_DIR",
                                    "Set HADOOP_CONF_DIR to the directory of the cluster's yarn-site.xml.");
                    });
        });
    }
}
