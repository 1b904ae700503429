package io.parley.examples.launch;

import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Runs in a container: registers with the ResourceManager, as a JobManager does, and waits for five minutes. */
final class RegistersAndWaits {

    private RegistersAndWaits() {}

    public static void main(String[] arguments) throws IOException, YarnException, InterruptedException {
        try (AMRMClient<ContainerRequest> client = AMRMClient.createAMRMClient()) {
            client.init(new YarnConfiguration());
            client.start();
            client.registerApplicationMaster("localhost", 0, "");
            Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
    }
}
