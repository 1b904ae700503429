package io.parley.examples.kubernetes;

import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster, and launches on it that are told of, anew for each test. */
abstract class LaunchesOnFakeCluster {

    static final Duration LONG = Duration.ofSeconds(30);

    final KubernetesLauncher launcher = new KubernetesLauncher();
    final List<LaunchEvent> events = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    FakeCluster cluster = FakeCluster.start();

    @AfterEach
    void stopCluster() throws InterruptedException {
        cluster.close();
    }

    final LaunchRequest.Builder request(Map<String, String> entries) throws Exception {
        Map<String, String> all = new TreeMap<>(entries);
        all.putIfAbsent("kubernetes.config.file", cluster.kubeconfig(directory).toString());
        return ManifestsTest.request("2.3.0", all).startTimeout(LONG);
    }

    final LaunchedProcess launch(Map<String, String> entries) throws Exception {
        return launcher.launch(request(entries).build(), events::add);
    }
}
