package io.parley.examples.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmbeddedYarnIT {

    /** A command that no other process has. */
    private static final String COMMAND =
            "sleep 299.17" + ProcessHandle.current().pid() + "s";

    private static YarnConfiguration client(EmbeddedYarn yarn) {
        YarnConfiguration configuration = new YarnConfiguration();
        for (String file : List.of("core-site.xml", "yarn-site.xml")) {
            configuration.addResource(new org.apache.hadoop.fs.Path(
                    yarn.confDirectory().resolve(file).toUri()));
        }
        return configuration;
    }

    private static void submit(EmbeddedYarn yarn) throws Exception {
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(client(yarn));
            client.start();
            YarnClientApplication application = client.createApplication();
            ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
            context.setQueue("default");
            context.setMaxAppAttempts(1);
            context.setResource(Resource.newInstance(1024, 1));
            context.setAMContainerSpec(
                    ContainerLaunchContext.newInstance(Map.of(), Map.of(), List.of(COMMAND), null, null, null));
            client.submitApplication(context);
        }
    }

    private static List<ProcessHandle> containers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(COMMAND))
                .toList();
    }

    @RepeatedTest(2)
    void closingEndsContainersThatStillRunAndDeletesEverything() throws Exception {
        Path work;
        try (EmbeddedYarn yarn = EmbeddedYarn.start(Map.of())) {
            work = yarn.workDirectory();
            assertThat(yarn.confDirectory().resolve("yarn-site.xml")).exists();
            assertThat(yarn.confDirectory().resolve("capacity-scheduler.xml")).exists();
            submit(yarn);
            while (containers().isEmpty()) {
                Thread.sleep(50);
            }
        }
        assertThat(work).doesNotExist();
        long end = System.nanoTime() + 5_000_000_000L;
        while (!containers().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(containers()).isEmpty();
    }
}
