package io.parley.examples.launch;

import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.launch.ProcessLauncherContract;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The rules of a launcher, on a real YARN; small application masters take the place of Flink. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class YarnLauncherContractIT extends ProcessLauncherContract {

    private LaunchTestBed bed;
    private FlinkDistribution helpers;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException, URISyntaxException {
        bed = new LaunchTestBed();
        FlinkDistribution helper = HelperJar.of(directory, RegistersAndWaits.class, DiesAtStart.class);
        helpers = new FlinkDistribution(helper.version(), List.of(helper.jars().get(0), loggingOfHadoop()));
    }

    /** Hadoop's client, which a container gets from the cluster, does not bring what it logs with. */
    static Path loggingOfHadoop() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(LoggerFactory.class.getProtectionDomain().getCodeSource())
                        .getLocation()
                        .toURI());
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    private LaunchRequest.Builder request(Class<?> main) {
        return bed.request(bed.configuration(helpers.version(), Map.of()), helpers)
                .entryPoint(EntryPoint.of(main.getName()));
    }

    @Override
    protected ProcessLauncher launcher() {
        return bed.launcher();
    }

    @Override
    protected LaunchRequest.Builder running() {
        return request(RegistersAndWaits.class);
    }

    @Override
    protected LaunchRequest.Builder dying() {
        return request(DiesAtStart.class);
    }

    @Override
    protected String lastWords() {
        return DiesAtStart.LAST_WORDS;
    }

    @Override
    protected boolean isAlive(String id) {
        return bed.runningApplications().contains(id);
    }

    @Override
    protected Set<String> leftovers() {
        return bed.leftovers();
    }

    @Override
    protected void remove(String id) {
        bed.remove(id);
    }

    @Override
    protected Duration limit() {
        return LaunchTestBed.PROCESSES_END;
    }
}
