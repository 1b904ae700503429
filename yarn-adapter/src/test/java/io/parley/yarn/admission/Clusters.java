package io.parley.yarn.admission;

import io.parley.api.environment.Admission;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.SamplePlans;
import io.parley.api.plan.PlanLowering;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.yarn.admission.ResourceManagerAnswers.FairAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.PartitionAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.QueueAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.RunningMaster;
import io.parley.yarn.sizing.SchedulerKind;
import io.parley.yarn.sizing.SchedulerRules;
import io.parley.yarn.sizing.SchedulerRulesReader;
import io.parley.yarn.sizing.SchedulerSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Files and answers of clusters, and what follows from them for a container of user ann, who is in the group staff. */
final class Clusters {

    static final String GPU = "yarn.io/gpu";
    static final Submitter ANN = new Submitter("ann", Optional.of(Set.of("staff")));
    private static final Origin FILES =
            new Origin(Origin.Kind.FILES, "/etc/hadoop", Optional.of("The ResourceManager does not answer."));
    private static final Origin LIVE = new Origin(Origin.Kind.LIVE, "rm:8032", Optional.empty());

    private Clusters() {}

    static Map<String, Long> sizes(long mebibytes, long vcores) {
        return Map.of(SchedulerRules.MEMORY, mebibytes, SchedulerRules.VCORES, vcores);
    }

    static ContainerNeed master(long mebibytes) {
        return need(SamplePlans.jobManager(MemorySize.ofMebibytes(mebibytes)), 1);
    }

    static ContainerNeed worker(long mebibytes) {
        return need(SamplePlans.taskManager(MemorySize.ofMebibytes(mebibytes)), 1);
    }

    static ContainerNeed need(ProcessMemoryPlan plan, long vcores) {
        Map<String, Long> amounts = new LinkedHashMap<>();
        amounts.put(SchedulerRules.MEMORY, plan.totalProcess().mebibytesRoundedUp());
        amounts.put(SchedulerRules.VCORES, vcores);
        String labelKey = plan.process() == ProcessKind.JOB_MANAGER
                ? "yarn.application.node-label"
                : "yarn.taskmanager.node-label";
        return new ContainerNeed(plan, amounts, Optional.empty(), labelKey, Optional.empty());
    }

    static ContainerNeed with(ContainerNeed need, String resource, long amount) {
        Map<String, Long> amounts = new LinkedHashMap<>(need.amounts());
        amounts.put(resource, amount);
        return new ContainerNeed(need.plan(), amounts, need.label(), need.labelKey(), need.restarts());
    }

    static ContainerNeed labelled(ContainerNeed need, String label) {
        return new ContainerNeed(need.plan(), need.amounts(), Optional.of(label), need.labelKey(), need.restarts());
    }

    /** Files. */
    record Files(Map<String, String> settings, Optional<String> fair) {

        static Files of(String... settings) {
            Map<String, String> map = new TreeMap<>();
            for (int i = 0; i < settings.length; i += 2) {
                map.put(settings[i], settings[i + 1]);
            }
            return new Files(map, Optional.empty());
        }

        /** Queues default and etl, the latter with queues day and night. */
        static Files queues(String... settings) {
            return of(
                            "yarn.scheduler.capacity.root.queues",
                            "default,etl",
                            "yarn.scheduler.capacity.root.etl.queues",
                            "day,night")
                    .with(settings);
        }

        static Files fairly(String allocations, String... settings) {
            Files files = of(SchedulerRulesReader.SCHEDULER_CLASS, SchedulerKind.FAIR.className())
                    .with(settings);
            return new Files(files.settings, Optional.of("<allocations>" + allocations + "</allocations>"));
        }

        Files with(String... more) {
            Map<String, String> map = new TreeMap<>(settings);
            map.putAll(of(more).settings);
            return new Files(map, fair);
        }

        Question question(String queue, Optional<String> label) {
            return new Question(new SchedulerSettings(settings, settings, fair, Certainty.KNOWN), queue, label, ANN);
        }

        ClusterSnapshot snapshot(String queue) {
            return FileSnapshot.of(question(queue, Optional.empty()), FILES);
        }

        Admission ask(ContainerNeed need, String queue) {
            return AdmissionDecision.of(
                    need, FileSnapshot.of(question(queue, need.label()), FILES), PlanLowering.BY_PLAN);
        }

        /** Asks for somebody else. */
        Admission askFor(Submitter submitter, ContainerNeed need, String queue) {
            return AdmissionDecision.of(
                    need, FileSnapshot.of(question(queue, need.label()).of(submitter), FILES), PlanLowering.BY_PLAN);
        }

        ClusterSnapshot snapshot(ContainerNeed need, String queue, Live answers) {
            return LiveSnapshot.of(question(queue, need.label()), answers.answers(), LIVE);
        }

        Admission askTold(ContainerNeed need, String queue, Live answers) {
            return AdmissionDecision.of(
                    need,
                    LiveSnapshot.told(question(queue, need.label()), answers.answers(), LIVE),
                    PlanLowering.BY_PLAN);
        }

        Admission ask(ContainerNeed need, String queue, Live answers) {
            return AdmissionDecision.of(need, snapshot(need, queue, answers), PlanLowering.BY_PLAN);
        }
    }

    /** Answers of a ResourceManager. */
    static final class Live {

        private final SchedulerKind scheduler;
        private final Map<String, Long> maximum = new HashMap<>(sizes(8192, 4));
        private final List<QueueAnswer> queues = new ArrayList<>();
        private final List<RunningMaster> masters = new ArrayList<>();
        private final List<String> owners = new ArrayList<>();
        private final Map<String, Boolean> labels = new HashMap<>();
        private final List<ClusterNode> nodes = new ArrayList<>();
        private Set<String> submittable = Set.of("root");
        private Sight sight = Sight.EVERYTHING;

        private Live(SchedulerKind scheduler) {
            this.scheduler = scheduler;
        }

        static Live capacity() {
            return new Live(SchedulerKind.CAPACITY);
        }

        static Live fair() {
            return new Live(SchedulerKind.FAIR);
        }

        Live node(String label, Map<String, Long> capability, Map<String, Long> used) {
            nodes.add(new ClusterNode("node" + nodes.size() + ":1", label, capability, used));
            return this;
        }

        Live node(long mebibytes, long used) {
            return node("", sizes(mebibytes, 8), sizes(used, used == 0 ? 0 : 1));
        }

        Live maximum(long mebibytes, long vcores) {
            maximum.putAll(sizes(mebibytes, vcores));
            return this;
        }

        Live label(String name, boolean exclusive) {
            labels.put(name, exclusive);
            return this;
        }

        Live submittable(String... names) {
            submittable = Set.of(names);
            return this;
        }

        Live master(String user, long mebibytes) {
            masters.add(new RunningMaster(user, "", sizes(mebibytes, 1)));
            owners.add(user);
            return this;
        }

        Live seeing(Sight much) {
            sight = much;
            return this;
        }

        Live queue(QueueAnswer answer) {
            queues.add(answer);
            return this;
        }

        Live queue(String path, long guaranteed, long most, double masters) {
            return queue(new QueueAnswer(
                    path,
                    false,
                    true,
                    Set.of("fast"),
                    Optional.empty(),
                    Map.of("", new PartitionAnswer(sizes(guaranteed, 8), sizes(most, 8), masters)),
                    Optional.empty(),
                    Map.of(),
                    1));
        }

        Live fairQueue(String path, long most, long steady, double now) {
            return queue(new QueueAnswer(
                    path,
                    false,
                    true,
                    Set.of(),
                    Optional.empty(),
                    Map.of(),
                    Optional.of(new FairAnswer(sizes(most, 8), sizes(steady, 0), now)),
                    Map.of(),
                    0));
        }

        ResourceManagerAnswers answers() {
            return new ResourceManagerAnswers(
                    Optional.of(scheduler),
                    maximum,
                    maximum.keySet(),
                    queues,
                    submittable,
                    masters,
                    owners,
                    sight,
                    labels,
                    nodes);
        }
    }
}
