package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Certainty;
import io.parley.api.environment.Grant;
import io.parley.api.environment.PlanFit;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.KnownSecrets;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.impl.YarnClientImpl;
import org.apache.hadoop.yarn.util.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which attempt of an application is asked to end; over real HTTP, with YARN's reports at hand. */
@Timeout(60)
class YarnApplicationTest {

    private static final ApplicationId ID = ApplicationId.newInstance(1, 1);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final MemorySize SIZE = MemorySize.ofMebibytes(1600);

    @TempDir
    Path folder;

    private final Reports yarn = new Reports();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer first;
    private HttpServer second;
    private YarnApplication application;

    /** What YARN says of one application, whose attempts come and go. */
    private static final class Reports extends YarnClientImpl {

        private volatile YarnApplicationState state = YarnApplicationState.RUNNING;
        private volatile String host = "N/A";
        private volatile int port = -1;
        private volatile boolean silent;
        private final AtomicInteger kills = new AtomicInteger();

        @Override
        public ApplicationReport getApplicationReport(ApplicationId id) throws IOException {
            if (silent) {
                throw new ConnectException("refused");
            }
            ApplicationReport report = Records.newRecord(ApplicationReport.class);
            report.setApplicationId(id);
            report.setYarnApplicationState(state);
            report.setFinalApplicationStatus(
                    state == YarnApplicationState.FINISHED
                            ? FinalApplicationStatus.SUCCEEDED
                            : FinalApplicationStatus.UNDEFINED);
            report.setHost(host);
            report.setRpcPort(port);
            report.setDiagnostics("Master says hunter2\n| Picked up -Dstore.password=hunter2");
            return report;
        }

        @Override
        public void killApplication(ApplicationId id) {
            kills.incrementAndGet();
            state = YarnApplicationState.KILLED;
        }

        private void attemptAt(URI address) {
            host = address.getHost();
            port = address.getPort();
        }

        private void noAttempt() {
            host = "N/A";
            port = -1;
        }
    }

    @BeforeEach
    void start() throws IOException {
        // Whoever listens where an earlier attempt did agrees to end, too.
        first = server("first", false);
        second = server("second", true);
        Files.writeString(folder.resolve("yarn-site.xml"), "<configuration/>");
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("env.java.opts.jobmanager", "-Dstore.password=hunter2")
                .set("yarn.staging-directory", folder.resolve("staging").toUri().toString())
                .environmentVariables(Map.of("HADOOP_CONF_DIR", folder.toString()))
                .build();
        HadoopConfiguration hadoop = HadoopConfiguration.read(configuration);
        FlinkVersion flink = FlinkVersion.parse("2.3.0");
        HadoopUser user =
                HadoopUser.login(hadoop, LaunchOptions.of(configuration, flink).kerberos(), Optional.empty());
        application = new YarnApplication(
                ID,
                new YarnApplications(yarn, "the ResourceManager", user),
                ApplicationStaging.open(
                        hadoop.values(),
                        configuration,
                        new FlinkDistribution(flink, List.of(Path.of("flink.jar"))),
                        ID.toString()),
                LaunchListener.NONE,
                new YarnApplication.Started(
                        Grant.of(SIZE, CpuAmount.ofCores(1), Certainty.KNOWN),
                        new PlanFit(SamplePlans.jobManager(SIZE), MemorySize.ZERO),
                        List.of(),
                        Optional.of(new RestEndpoint("http")),
                        Optional.of(address(first)),
                        KnownSecrets.of(LaunchRequest.of(
                                        ProcessRequirements.of(SamplePlans.jobManager(SIZE))
                                                .build(),
                                        configuration,
                                        new FlinkDistribution(flink, List.of(Path.of("flink.jar"))))
                                .build())));
    }

    private HttpServer server(String name, boolean ends) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(name + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (ends) {
                yarn.state = YarnApplicationState.FINISHED;
            }
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        first.stop(0);
        second.stop(0);
    }

    @Test
    void theAttemptThatRunsNowIsAskedToEndAndNobodyWhereAnEarlierOneListened() throws InterruptedException {
        yarn.attemptAt(address(second));
        assertThat(application.stop(GRACE).reason()).isEqualTo(ExitReason.COMPLETED);
        assertThat(requests).containsExactly("second DELETE /cluster");
        assertThat(yarn.kills).hasValue(0);
    }

    @Test
    void betweenTwoAttemptsNobodyIsAskedAndYarnEndsIt() throws InterruptedException {
        yarn.noAttempt();
        assertThat(application.stop(GRACE).reason()).isEqualTo(ExitReason.KILLED);
        assertThat(requests).isEmpty();
        assertThat(yarn.kills).hasValue(1);
    }

    @Test
    void theAddressIsThatOfTheAttemptThatRunsNow() {
        yarn.attemptAt(address(first));
        assertThat(application.restAddress()).contains(address(first));
        yarn.noAttempt();
        assertThat(application.restAddress()).isEmpty();
        yarn.attemptAt(address(second));
        assertThat(application.restAddress()).contains(address(second));
    }

    @Test
    void theAddressThatWasToldLastStaysWhereYarnCannotBeAsked() throws InterruptedException {
        yarn.attemptAt(address(second));
        assertThat(application.restAddress()).contains(address(second));
        yarn.silent = true;
        assertThat(application.restAddress()).contains(address(second));
        yarn.silent = false;
        application.stop(GRACE);
        application.close();
        assertThat(application.restAddress()).contains(address(second));
    }

    @Test
    void whatItPrintedShowsNoSecretThatItWasGiven() throws InterruptedException {
        yarn.noAttempt();

        ProcessExit exit = application.stop(GRACE);

        assertThat(exit.lastLogLines()).containsExactly("Picked up -Dstore.password=******");
        assertThat(exit.toString()).contains("Master says ******").doesNotContain("hunter2");
    }
}
