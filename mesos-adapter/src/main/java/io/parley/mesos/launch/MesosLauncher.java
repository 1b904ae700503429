package io.parley.mesos.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PortRequirement;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.mesos.MesosResourceTranslator;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.negotiation.FrameworkOptions;
import io.parley.mesos.negotiation.MesosNegotiatorOptions;
import io.parley.mesos.task.TaskLaunch;
import io.parley.mesos.task.TaskPlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskID;

/**
 * Starts a JobManager or a TaskManager as a task of a Mesos framework of its own.
 *
 * <p>The masters are those of {@code mesos.master}, spoken to over HTTP, or over HTTPS with the trust store of
 * {@code parley.mesos.ssl.truststore} and {@code …truststore-password}, the JVM's own unless set; the principal and the
 * secret are those of {@code mesos.resourcemanager.framework.principal} and {@code .secret}. A master that takes the
 * subscription is looked for as long as {@code parley.mesos.master-timeout} says, one minute unless set. Flink is where
 * {@code parley.mesos.flink-home} says, see {@link TaskLaunch}. Without that key and without an image, the request's
 * jars are expected on the agents at the paths that they have here, as on a shared file system, and so is the
 * configuration, which is written into a folder of temporary files; the request's other files always are. A JobManager
 * counts as running when its REST endpoint answers, a main class of the caller's when it has run for two seconds, a
 * TaskManager when Mesos says so.
 *
 * <p>Closing the process ends the framework (TEARDOWN). A detached one lives on without a scheduler as long as
 * {@code mesos.failover-timeout} says; with {@code parley.mesos.state-file} its id and tasks are kept in a file, from
 * which a negotiator can go on; a launch that is given such a file while its tasks may still run is refused. What a
 * launch leaves that is killed, the master ends after that time too, but after five minutes where neither of the two
 * keys is set. The listener is told the framework's id before anything is asked for, and how to end what was detached.
 * Stateless and thread-safe.
 */
public final class MesosLauncher implements ProcessLauncher {

    /** Makes the launcher; for ServiceLoader. */
    public MesosLauncher() {}

    @Override
    public String environment() {
        return "mesos";
    }

    @Override
    public String preview(LaunchRequest request) {
        OfferDemand asked = new MesosResourceTranslator().translate(request.requirements(), EnvironmentLimits.NONE);
        FlinkConfiguration configuration = request.configuration();
        FrameworkKeeping keeping = FrameworkKeeping.of(configuration);
        FrameworkInfo framework =
                keeping.of(MesosNegotiatorOptions.of(configuration).framework());
        LaunchRequest masked = request.withoutSecrets();
        ProcessMemoryPlan plan = request.requirements().plan();
        TaskLaunch launch = MesosLaunch.describe(masked, plan, somewhere(request), StagedConfiguration.shown(masked));
        return "masters: "
                + masters(request)
                + "\nframework: " + framework.getName() + ", role " + FrameworkOptions.roleOf(framework) + ", user "
                + framework.getUser()
                + (framework.hasPrincipal() ? ", principal " + framework.getPrincipal() : "")
                + ", kept for " + keeping.attached().toSeconds() + " s where this process is killed"
                + keeping.file().map(file -> "\nstate: " + file).orElse("")
                + "\nask: " + asked.need()
                + configuration
                        .value(AgentConstraints.KEY)
                        .filter(text -> !text.isBlank())
                        .map(text -> "\nconstraints: " + text.strip())
                        .orElse("")
                + "\nnot handed over: " + withheld(masked)
                + "\n" + launch.preview()
                + remarks(masked);
    }

    private static String remarks(LaunchRequest request) {
        return LaunchRemarks.of(request).stream()
                .map(remark -> "\nremark: " + remark)
                .collect(Collectors.joining());
    }

    /** The address as it was understood has no password, and neither has what is told of one that was not. */
    private static String masters(LaunchRequest request) {
        String address = request.configuration().value(MasterAccess.MASTER).orElse("");
        if (address.isBlank()) {
            return "none (" + MasterAccess.MASTER + " is not set)";
        }
        MasterAddress masters;
        try {
            masters = MasterAddress.parse(address);
        } catch (IllegalArgumentException e) {
            return "none. " + e.getMessage();
        }
        // What the launch would refuse of the way to them.
        MasterAccess unused = MasterAccess.of(request.configuration(), new MasterWatch());
        return masters.toString();
    }

    private static String withheld(LaunchRequest request) {
        List<String> keys = LaunchRemarks.withheld(request);
        return keys.isEmpty() ? "nothing" : String.join(", ", keys);
    }

    /** What is only known with an offer. */
    private static TaskPlace somewhere(LaunchRequest request) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (PortRequirement port : request.requirements().ports()) {
            ports.put(port.name(), port.number().orElse(0));
        }
        return new TaskPlace(
                TaskID.newBuilder().setValue("TASK").build(),
                AgentID.newBuilder().setValue("AGENT").build(),
                "HOST",
                List.of(),
                ports);
    }

    @Override
    public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException {
        MesosLaunch launch = new MesosLaunch(request, listener);
        boolean running = false;
        try {
            LaunchedProcess process = launch.run();
            running = true;
            return process;
        } finally {
            if (!running) {
                launch.abandon();
            }
        }
    }
}
