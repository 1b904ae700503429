package io.parley.yarn.negotiation;

import io.parley.api.environment.Placement;
import io.parley.api.negotiation.DemandHandle;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** An application master in a container: asks for one worker on a node label and tells on which node that runs. */
final class LabelledMaster {

    static final String WORKER_ON = "worker on ";

    private LabelledMaster() {}

    /**
     * Negotiates as the current user.
     *
     * @param arguments the cluster's configuration file, and the label
     */
    public static void main(String[] arguments) throws Exception {
        YarnConfiguration hadoop = new YarnConfiguration();
        hadoop.addResource(new Path(arguments[0]));
        try (YarnNegotiator negotiator =
                YarnNegotiator.open(hadoop, TestNegotiation.options(TestNegotiation.STRICT), new Events())) {
            DemandHandle<GrantedContainer> worker = negotiator.ask(
                    Workers.placed(Workers.demand("worker", 1024), Placement.labelled(arguments[1])), Workers.SLEEP);
            String node = TestNegotiation.node(TestNegotiation.get(worker.whenRunning()));
            negotiator.finish(FinalApplicationStatus.SUCCEEDED, WORKER_ON + node);
        }
        // Hadoop's threads may live on for a while.
        System.exit(0);
    }

    /** Gives a command that runs it, for a shell. */
    static List<String> command(java.nio.file.Path configuration, String label) {
        return List.of("exec '" + System.getProperty("java.home") + "/bin/java' -Xmx128m -cp '"
                + System.getProperty("java.class.path") + "' " + LabelledMaster.class.getName() + " '" + configuration
                + "' " + label + " > <LOG_DIR>/stdout 2> <LOG_DIR>/stderr");
    }
}
