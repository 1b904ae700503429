package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.launch.ProcessLauncherContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KubernetesLauncherContractTest extends ProcessLauncherContract {

    private static final String RUNS = "org.example.Runs";
    private static final String DIES = "org.example.Dies";
    private static final String LAST_WORDS = "Out of ideas.";

    @TempDir
    private Path directory;

    private final FakeCluster cluster = FakeCluster.start();
    private Path kubeconfig;

    @BeforeEach
    void startPods() throws IOException {
        kubeconfig = cluster.kubeconfig(directory);
        cluster.kubelet(KubernetesLauncherContractTest::run);
        cluster.logs("Starting.", LAST_WORDS);
    }

    @AfterEach
    void stopCluster() throws InterruptedException {
        cluster.close();
    }

    /** Does with a pod what its main does: it runs, it runs and fails and is started again, or it is not there. */
    private static Pod run(Pod pod) {
        List<String> words = pod.getSpec().getContainers().get(0).getArgs();
        if (words.contains(RUNS)) {
            return FakePods.running(pod);
        }
        if (!words.contains(DIES)) {
            return FakePods.ended(1, "Error").apply(pod);
        }
        return "Running".equals(pod.getStatus().getPhase())
                ? FakePods.startedAgain(1, "Error").apply(pod)
                : FakePods.running(pod);
    }

    @Override
    protected ProcessLauncher launcher() {
        return new KubernetesLauncher();
    }

    private LaunchRequest.Builder request(String main) {
        return ManifestsTest.request("2.3.0", Map.of(ClusterClient.CONFIG_FILE.key(), kubeconfig.toString()))
                .entryPoint(EntryPoint.of(main));
    }

    @Override
    protected LaunchRequest.Builder running() {
        return request(RUNS);
    }

    @Override
    protected LaunchRequest.Builder dying() {
        return request(DIES);
    }

    @Override
    protected String lastWords() {
        return LAST_WORDS;
    }

    @Override
    protected boolean isAlive(String id) {
        Pod pod = cluster.client()
                .pods()
                .inNamespace(FakeCluster.NAMESPACE)
                .withName(id + "-0")
                .get();
        return pod != null && "Running".equals(pod.getStatus().getPhase());
    }

    @Override
    protected Set<String> leftovers() {
        Set<String> left = new TreeSet<>(cluster.objects());
        cluster.client()
                .pods()
                .inNamespace(FakeCluster.NAMESPACE)
                .list()
                .getItems()
                .forEach(pod -> left.add("Pod/" + pod.getMetadata().getName()));
        return left;
    }

    @Override
    protected void remove(String id) {
        NamespacedKubernetesClient client = cluster.client().inNamespace(FakeCluster.NAMESPACE);
        client.apps().deployments().withName(id).delete();
        client.services().withName(id).delete();
        client.secrets().withName(id).delete();
        client.configMaps().withName(id).delete();
    }
}
