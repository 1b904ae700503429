package io.parley.yarn.admission;

import io.parley.yarn.admission.ResourceManagerAnswers.QueueAnswer;
import io.parley.yarn.admission.ResourceManagerAnswers.RunningMaster;
import io.parley.yarn.sizing.SchedulerKind;
import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.NodeLabel;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueACL;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueUserACLInfo;
import org.apache.hadoop.yarn.api.records.ResourceTypeInfo;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.jspecify.annotations.Nullable;

/**
 * Asks a running ResourceManager what it tells any client; changes nothing, apart from the number of the next
 * application.
 *
 * <p>Resources of the cluster that Hadoop's classes do not know in this JVM are made known to them where a container
 * needs one. Thread-safe.
 */
public final class ResourceManagerClient {

    /** More application masters than that are not looked at one by one. */
    private static final int MOST_MASTERS = 200;

    private static final Set<YarnApplicationState> ENDED =
            Set.of(YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int RETRY_MILLIS = 500;
    private static final String LOAD_RESOURCE_TYPES = "yarn.client.load.resource-types.from-server";

    private final YarnConfiguration configuration;

    /**
     * Makes a client.
     *
     * @param configuration the configuration of a client, which is copied
     */
    public ResourceManagerClient(YarnConfiguration configuration) {
        this.configuration = new YarnConfiguration(configuration);
        bound(this.configuration);
    }

    /** By default a client tries for a quarter of an hour. */
    private static void bound(YarnConfiguration values) {
        values.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, 2 * RETRY_MILLIS);
        values.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, RETRY_MILLIS);
        values.setInt("ipc.client.connect.max.retries", 0);
        values.setInt("ipc.client.connect.max.retries.on.timeouts", 0);
        values.setInt("ipc.client.connect.timeout", CONNECT_MILLIS);
        values.setInt("ipc.client.rpc-timeout.ms", 2 * CONNECT_MILLIS);
        values.setBoolean(YarnConfiguration.TIMELINE_SERVICE_ENABLED, false);
    }

    /**
     * Gives where the ResourceManager is looked for.
     *
     * @return its address, or those of all where there are several
     */
    public String address() {
        if (!configuration.getBoolean(YarnConfiguration.RM_HA_ENABLED, false)) {
            return configuration.get(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS);
        }
        return List.of(configuration.getTrimmedStrings(YarnConfiguration.RM_HA_IDS)).stream()
                .map(id -> configuration.get(YarnConfiguration.RM_ADDRESS + "." + id, id))
                .collect(Collectors.joining(", "));
    }

    /**
     * Makes Hadoop's classes authenticate as a cluster wants, which they do in one way for the whole JVM. Called before
     * the current user is looked up; does nothing where they do already, or no Kerberos is wanted.
     *
     * @param configuration the configuration of a client of the cluster
     */
    public static void authenticate(YarnConfiguration configuration) {
        if (SecurityUtil.getAuthenticationMethod(configuration) == AuthenticationMethod.KERBEROS
                && !UserGroupInformation.isSecurityEnabled()) {
            UserGroupInformation.setConfiguration(configuration);
        }
    }

    /**
     * Asks, as the current user of Hadoop.
     *
     * @param queue tells from the scheduler, where the ResourceManager names it, which queue to ask about
     * @param resources the resources that a container needs, by YARN's names
     * @param limit how long to wait at most
     * @return the answers
     * @throws IOException if it does not answer in time, or refuses; the message says so
     * @throws InterruptedException if the waiting was cancelled
     */
    public ResourceManagerAnswers ask(
            Function<Optional<SchedulerKind>, String> queue, Set<String> resources, Duration limit)
            throws IOException, InterruptedException {
        // A thread of its own is not the caller's user by itself on every Java.
        UserGroupInformation user = UserGroupInformation.getCurrentUser();
        try {
            return LimitedQuestion.ask(
                    "parley-resource-manager-client",
                    limit,
                    () -> user.doAs((PrivilegedExceptionAction<ResourceManagerAnswers>) () -> ask(queue, resources)));
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IOException(firstLine(cause), cause);
        }
    }

    private static String firstLine(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        String line =
                message == null ? "" : message.lines().findFirst().orElse("").strip();
        return line.isEmpty() ? deepest.getClass().getSimpleName() : line;
    }

    private ResourceManagerAnswers ask(Function<Optional<SchedulerKind>, String> queue, Set<String> resources)
            throws YarnException, IOException {
        YarnConfiguration values = new YarnConfiguration(configuration);
        if (!ResourceUtils.getResourceTypes().keySet().containsAll(resources)) {
            values.setBoolean(LOAD_RESOURCE_TYPES, true);
        }
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(values);
            client.start();
            List<QueueInfo> infos = client.getAllQueues();
            Optional<SchedulerKind> scheduler = infos.stream()
                    .map(QueueInfo::getSchedulerType)
                    .filter(type -> type != null)
                    .findFirst()
                    .flatMap(SchedulerKind::named);
            List<QueueAnswer> queues =
                    infos.stream().map(ResourceManagerRecords::queue).toList();
            List<ClusterNode> nodes = nodes(client);
            QueueInfo asked = client.getQueueInfo(queue.apply(scheduler));
            List<ApplicationReport> applications = applications(asked);
            Map<String, Long> maximum = ResourceManagerRecords.amounts(
                    client.createApplication().getNewApplicationResponse().getMaximumResourceCapability());
            return new ResourceManagerAnswers(
                    scheduler,
                    maximum,
                    client.getResourceTypeInfo().stream()
                            .map(ResourceTypeInfo::getName)
                            .collect(Collectors.toSet()),
                    queues,
                    submittable(client.getQueueAclsInfo()),
                    masters(client, applications, nodes),
                    applications.stream().map(ApplicationReport::getUser).toList(),
                    ResourceManagerRecords.sight(asked, MOST_MASTERS),
                    labels(client.getClusterNodeLabels()),
                    nodes);
        }
    }

    private static List<ClusterNode> nodes(YarnClient client) throws YarnException, IOException {
        List<ClusterNode> nodes = new ArrayList<>();
        for (NodeReport report : client.getNodeReports(NodeState.RUNNING)) {
            nodes.add(ResourceManagerRecords.node(report));
        }
        return nodes;
    }

    private static Set<String> submittable(List<QueueUserACLInfo> lists) {
        Set<String> queues = new HashSet<>();
        for (QueueUserACLInfo list : lists) {
            if (list.getUserAcls().contains(QueueACL.SUBMIT_APPLICATIONS)
                    || list.getUserAcls().contains(QueueACL.ADMINISTER_QUEUE)) {
                queues.add(list.getQueueName());
            }
        }
        return queues;
    }

    private static Map<String, Boolean> labels(List<NodeLabel> labels) {
        Map<String, Boolean> exclusive = new HashMap<>();
        labels.forEach(label -> exclusive.put(label.getName(), label.isExclusive()));
        return exclusive;
    }

    /** Applications that this user may not see, or that have ended, are left out. */
    private static List<ApplicationReport> applications(@Nullable QueueInfo info) {
        return info == null || info.getApplications() == null
                ? List.of()
                : info.getApplications().stream()
                        .filter(report -> !ENDED.contains(report.getYarnApplicationState()))
                        .toList();
    }

    private static List<RunningMaster> masters(
            YarnClient client, List<ApplicationReport> applications, List<ClusterNode> nodes) throws IOException {
        List<RunningMaster> masters = new ArrayList<>();
        for (ApplicationReport report :
                applications.stream().limit(MOST_MASTERS).toList()) {
            master(client, report, nodes).ifPresent(masters::add);
        }
        return masters;
    }

    private static Optional<RunningMaster> master(
            YarnClient client, ApplicationReport application, List<ClusterNode> nodes) throws IOException {
        if (application.getCurrentApplicationAttemptId() == null) {
            return Optional.empty();
        }
        try {
            var container = client.getApplicationAttemptReport(application.getCurrentApplicationAttemptId())
                    .getAMContainerId();
            if (container == null) {
                return Optional.empty();
            }
            ContainerReport report = client.getContainerReport(container);
            String node = String.valueOf(report.getAssignedNode());
            String label = nodes.stream()
                    .filter(candidate -> candidate.name().equals(node))
                    .map(ClusterNode::label)
                    .findFirst()
                    .orElse("");
            return Optional.of(new RunningMaster(
                    application.getUser(), label, ResourceManagerRecords.amounts(report.getAllocatedResource())));
        } catch (YarnException e) {
            return Optional.empty();
        }
    }
}
