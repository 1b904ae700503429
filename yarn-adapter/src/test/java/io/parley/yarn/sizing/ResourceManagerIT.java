package io.parley.yarn.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.Certainty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.SubmitApplicationRequest;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.InvalidResourceRequestException;
import org.apache.hadoop.yarn.server.api.protocolrecords.RegisterNodeManagerRequest;
import org.apache.hadoop.yarn.server.resourcemanager.RMServerUtils;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttempt;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttemptState;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.AbstractYarnScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ContainerUpdates;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model against running ResourceManagers: what they refuse, and what their schedulers hold after rounding. */
class ResourceManagerIT {

    private static final String GPU = "yarn.io/gpu";
    private static final String SCHEDULERS = "org.apache.hadoop.yarn.server.resourcemanager.scheduler.";
    private static final String DOMINANT = "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator";
    private static final long WAIT_MILLIS = 20_000;

    @TempDir
    Path directory;

    private @Nullable ResourceManager resourceManager;

    /**
     * A cluster and what to ask of it.
     *
     * @param name what it shows
     * @param settings the settings of its ResourceManager
     * @param fairAllocations the Fair scheduler's allocations
     * @param queue the queue to ask in
     * @param node the memory and vcores of its only node, if it has one
     * @param memories the amounts of memory to ask for
     */
    private record Cluster(
            String name,
            Map<String, String> settings,
            Optional<String> fairAllocations,
            String queue,
            Optional<Resource> node,
            List<Long> memories) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Cluster cluster(String name, List<Long> memories, String... settings) {
        return cluster(name, "default", memories, settings);
    }

    private static Cluster cluster(String name, String queue, List<Long> memories, String... settings) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return new Cluster(name, map, Optional.empty(), queue, Optional.empty(), memories);
    }

    static Stream<Cluster> clusters() {
        String scheduler = SchedulerRulesReader.SCHEDULER_CLASS;
        String fair = SCHEDULERS + "fair.FairScheduler";
        Cluster fairQueue = cluster(
                "a queue's maximum with Fair",
                List.of(1L, 1728L, 2900L, 3000L, 3001L),
                scheduler,
                fair,
                "yarn.scheduler.minimum-allocation-mb",
                "512",
                "yarn.resource-types.memory-mb.increment-allocation",
                "64 Mi",
                "yarn.scheduler.minimum-allocation-vcores",
                "0");
        Cluster node = cluster(
                "the largest node",
                List.of(4500L, 4999L, 5000L, 5001L),
                "yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms",
                "0");
        return Stream.of(
                cluster("Capacity", List.of(1L, 1024L, 1600L, 1728L, 8192L, 8193L)),
                cluster(
                        "a minimum of 64 and all resources counted",
                        List.of(1L, 1728L, 7990L, 8000L),
                        "yarn.scheduler.minimum-allocation-mb",
                        "64",
                        "yarn.scheduler.maximum-allocation-mb",
                        "8000",
                        "yarn.scheduler.minimum-allocation-vcores",
                        "2",
                        "yarn.resource-types",
                        GPU,
                        "yarn.resource-types." + GPU + ".maximum-allocation",
                        "2",
                        SchedulerRulesReader.CALCULATOR_CLASS,
                        DOMINANT),
                cluster(
                        "a maximum that is no multiple of the minimum",
                        List.of(7500L, 8000L, 8001L),
                        "yarn.scheduler.maximum-allocation-mb",
                        "8000"),
                cluster(
                        "a queue's maximum with Capacity",
                        List.of(3000L, 7500L, 8000L, 8001L),
                        "yarn.scheduler.capacity.root.default.maximum-allocation-mb",
                        "8000"),
                cluster(
                        "a queue's maximum without vcores",
                        List.of(1600L),
                        "yarn.scheduler.capacity.root.default.maximum-allocation",
                        "memory-mb=8000"),
                new Cluster(
                        fairQueue.name,
                        fairQueue.settings,
                        Optional.of("<allocations><queue name='etl'><maxContainerAllocation>3000 mb, 4 vcores"
                                + "</maxContainerAllocation></queue></allocations>"),
                        "root.etl",
                        Optional.empty(),
                        fairQueue.memories),
                cluster("Fair", "root.default", List.of(1L, 1728L, 8192L, 8193L), scheduler, fair),
                cluster(
                        "Fifo with a minimum of 0",
                        List.of(1L, 1728L, 8193L),
                        scheduler,
                        SCHEDULERS + "fifo.FifoScheduler",
                        "yarn.resource-types.memory-mb.minimum-allocation",
                        "0"),
                new Cluster(
                        node.name,
                        node.settings,
                        Optional.empty(),
                        "default",
                        Optional.of(Resource.newInstance(5000, 3)),
                        node.memories));
    }

    @AfterEach
    void stop() {
        if (resourceManager != null) {
            resourceManager.stop();
        }
        ResourceUtils.resetResourceTypes(new YarnConfiguration());
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void grantsAndRefusesAsTheModelSays(Cluster cluster) throws Exception {
        ResourceManager running = start(cluster);
        SchedulerRules rules = rules(cluster);
        for (long memory : cluster.memories) {
            for (int vcores : List.of(1, 3, 4, 5)) {
                Resource ask = Resource.newInstance(memory, vcores);
                String what = memory + " MiB and " + vcores + " vcores of " + cluster;
                assertThat(submitted(running, cluster, ask)).as(what).isEqualTo(predicted(rules, ask));
            }
        }
        if (rules.resources().containsKey(GPU)) {
            for (long gpus : List.of(1L, 2L, 3L)) {
                Resource ask = Resource.newInstance(1024, 1);
                ask.setResourceValue(GPU, gpus);
                assertThat(submitted(running, cluster, ask)).as(gpus + " GPUs").isEqualTo(predicted(rules, ask));
            }
        }
    }

    private static SchedulerRules rules(Cluster cluster) {
        SchedulerRules rules = SchedulerRulesReader.read(
                new SchedulerSettings(cluster.settings, cluster.settings, cluster.fairAllocations, Certainty.KNOWN),
                cluster.queue);
        return cluster.node
                .map(node -> rules.withLargestNode(
                        Map.of(SchedulerRules.MEMORY, node.getMemorySize(), SchedulerRules.VCORES, (long)
                                node.getVirtualCores())))
                .orElse(rules);
    }

    /** What the model says; nothing where it refuses. */
    private static Optional<Map<String, Long>> predicted(SchedulerRules rules, Resource ask) {
        Map<String, Long> amounts = amounts(ask);
        boolean admitted = amounts.entrySet().stream()
                .allMatch(amount ->
                        amount.getValue() <= rules.of(amount.getKey()).maximum().amount());
        return admitted
                ? Optional.of(
                        withoutZeros(rules.granted(ContainerSize.of(amounts)).byName()))
                : Optional.empty();
    }

    /** What the scheduler holds for an ApplicationMaster, after which a worker has to get the same. */
    private static Optional<Map<String, Long>> submitted(ResourceManager running, Cluster cluster, Resource ask)
            throws Exception {
        ApplicationId id = running.getClientRMService()
                .getNewApplication(GetNewApplicationRequest.newInstance())
                .getApplicationId();
        ContainerLaunchContext nothing =
                ContainerLaunchContext.newInstance(Map.of(), Map.of(), List.of("true"), null, null, null);
        ApplicationSubmissionContext context = ApplicationSubmissionContext.newInstance(
                id,
                "parley",
                cluster.queue,
                Priority.newInstance(0),
                nothing,
                false,
                true,
                1,
                Resource.newInstance(ask));
        try {
            running.getClientRMService().submitApplication(SubmitApplicationRequest.newInstance(context));
        } catch (InvalidResourceRequestException e) {
            return Optional.empty();
        }
        RMAppAttempt attempt = waitFor("the attempt of " + id, () -> scheduled(running, id));
        Map<String, Long> held = held(running, attempt, 0);
        assertThat(worker(running, cluster, attempt, ask)).as("a worker").isEqualTo(held);
        return Optional.of(held);
    }

    private static @Nullable RMAppAttempt scheduled(ResourceManager running, ApplicationId id) {
        RMApp application = running.getRMContext().getRMApps().get(id);
        RMAppAttempt attempt = application == null ? null : application.getCurrentAppAttempt();
        return attempt != null && attempt.getState() == RMAppAttemptState.SCHEDULED ? attempt : null;
    }

    private static Map<String, Long> worker(
            ResourceManager running, Cluster cluster, RMAppAttempt attempt, Resource ask) throws Exception {
        AbstractYarnScheduler<?, ?> scheduler = (AbstractYarnScheduler<?, ?>) running.getResourceScheduler();
        ResourceRequest request =
                ResourceRequest.newInstance(Priority.newInstance(7), ResourceRequest.ANY, Resource.newInstance(ask), 1);
        RMServerUtils.normalizeAndValidateRequests(
                List.of(request),
                scheduler.getMaximumResourceCapability(cluster.queue),
                cluster.queue,
                scheduler,
                running.getRMContext(),
                false);
        scheduler.allocate(
                attempt.getAppAttemptId(), List.of(request), null, List.of(), null, null, new ContainerUpdates());
        return held(running, attempt, 7);
    }

    private static Map<String, Long> held(ResourceManager running, RMAppAttempt attempt, int priority) {
        AbstractYarnScheduler<?, ?> scheduler = (AbstractYarnScheduler<?, ?>) running.getResourceScheduler();
        return withoutZeros(
                amounts(scheduler
                        .getApplicationAttempt(attempt.getAppAttemptId())
                        .getAppSchedulingInfo()
                        .getAllResourceRequests()
                        .stream()
                        .filter(request -> request.getPriority().getPriority() == priority)
                        .findFirst()
                        .orElseThrow()
                        .getCapability()));
    }

    private static Map<String, Long> amounts(Resource resource) {
        Map<String, Long> amounts = new TreeMap<>();
        for (var amount : resource.getResources()) {
            amounts.put(amount.getName(), amount.getValue());
        }
        return amounts;
    }

    private static Map<String, Long> withoutZeros(Map<String, Long> amounts) {
        Map<String, Long> rest = new TreeMap<>(amounts);
        rest.values().removeIf(amount -> amount == 0);
        return rest;
    }

    private ResourceManager start(Cluster cluster) throws Exception {
        YarnConfiguration configuration = new YarnConfiguration();
        for (String address : List.of("", "scheduler.", "resource-tracker.", "admin.", "webapp.")) {
            configuration.set("yarn.resourcemanager." + address + "address", "localhost:0");
        }
        Map<String, String> settings = new HashMap<>(cluster.settings);
        settings.put("yarn.scheduler.capacity.root.queues", "default");
        settings.put("yarn.scheduler.capacity.root.default.capacity", "100");
        settings.forEach(configuration::set);
        if (cluster.fairAllocations.isPresent()) {
            Path file = Files.writeString(directory.resolve("fair.xml"), cluster.fairAllocations.get());
            configuration.set("yarn.scheduler.fair.allocation.file", file.toString());
        }
        ResourceUtils.resetResourceTypes(configuration);
        ResourceManager starting = new WithoutWebPages();
        resourceManager = starting;
        starting.init(configuration);
        starting.start();
        if (cluster.node.isPresent()) {
            register(starting, cluster.node.get());
        }
        return starting;
    }

    private static void register(ResourceManager running, Resource size) throws Exception {
        running.getResourceTrackerService()
                .registerNodeManager(RegisterNodeManagerRequest.newInstance(
                        NodeId.newInstance("localhost", 1), 2, size, "3.5.0", List.of(), List.of()));
        AbstractYarnScheduler<?, ?> scheduler = (AbstractYarnScheduler<?, ?>) running.getResourceScheduler();
        waitFor(
                "the node",
                () -> scheduler.getMaximumResourceCapability().getMemorySize() == size.getMemorySize() ? size : null);
    }

    private static <T> T waitFor(String what, Supplier<@Nullable T> condition) throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_MILLIS * 1_000_000;
        while (System.nanoTime() - deadline < 0) {
            T found = condition.get();
            if (found != null) {
                return found;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("Waited " + WAIT_MILLIS + " ms in vain for " + what + ".");
    }

    private static final class WithoutWebPages extends ResourceManager {
        @Override
        protected void startWepApp() {}
    }
}
