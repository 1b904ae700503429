package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MesosLauncherTest {

    private static LaunchRequest request(String... keys) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < keys.length; i += 2) {
            map.put(keys[i], keys[i + 1]);
        }
        FlinkConfiguration configuration = FlinkConfiguration.of(map);
        return LaunchRequest.of(
                        new MesosResourceTranslator()
                                .requirements(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), configuration),
                        configuration,
                        new FlinkDistribution(FlinkVersion.line(2, 3), List.of(Path.of("/jars/flink.jar"))))
                .startTimeout(Duration.ofSeconds(2))
                .build();
    }

    private static String preview(String... keys) {
        return new MesosLauncher().preview(request(keys));
    }

    @Test
    void previewNamesTheMasterTheFrameworkTheAskAndTheCommand() {
        assertThat(preview("mesos.master", "http://m:5050", "mesos.resourcemanager.framework.role", "eng"))
                .contains(
                        "masters: http://m:5050",
                        "role eng",
                        "1600 MiB of memory",
                        "2 ports",
                        "-cp /jars/flink.jar org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                        "config.yaml");
    }

    @Test
    void previewNamesWhatIsNotHandedOver() {
        assertThat(preview("s3.secret-key", "hunter2", "parley.mesos.flink-home", "/opt/flink"))
                .contains("not handed over: s3.secret-key", "/opt/flink/lib/*")
                .doesNotContain("hunter2", "config.yaml");
        assertThat(preview("s3.secret-key", "hunter2"))
                .contains("not handed over: nothing")
                .doesNotContain("hunter2");
    }

    @Test
    void masterThatIsNotNamedIsToldByItsKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MesosLauncher().launch(request(), LaunchListener.NONE))
                .withMessageContainingAll("nothing tells where its masters are", "mesos.master");
    }

    @Test
    void masterThatDoesNotAnswerIsToldInTime() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        LaunchRequest request = request("mesos.master", "127.0.0.1:" + port);
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> new MesosLauncher().launch(request, LaunchListener.NONE))
                .withMessageContainingAll("127.0.0.1:" + port, "no master took the subscription", "mesos.master");
    }
}
