package io.parley.examples.launch;

import java.io.IOException;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Runs in a container: registers with the ResourceManager and says at once that all is done. */
final class RegistersAndEnds {

    private RegistersAndEnds() {}

    public static void main(String[] arguments) throws IOException, YarnException {
        try (AMRMClient<ContainerRequest> client = AMRMClient.createAMRMClient()) {
            client.init(new YarnConfiguration());
            client.start();
            client.registerApplicationMaster("localhost", 0, "");
            client.unregisterApplicationMaster(FinalApplicationStatus.SUCCEEDED, "done", "");
        }
    }
}
