package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.Admission;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.CpuAmount;
import io.parley.api.size.MemorySize;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.admission.LiveAdmission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pre-flight without an answer; those with one are held against real clusters elsewhere. */
class PreFlightTest {

    @TempDir
    Path folder;

    private final List<LaunchEvent> events = new ArrayList<>();

    private LaunchRequest request(String address) throws IOException {
        // The file would refuse it: a container may have no more than 1 GiB there.
        Files.writeString(
                folder.resolve("yarn-site.xml"),
                "<configuration><property><name>yarn.resourcemanager.address</name><value>" + address
                        + "</value></property><property><name>yarn.scheduler.maximum-allocation-mb</name>"
                        + "<value>1024</value></property></configuration>");
        return LaunchRequest.of(
                        ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)))
                                .cpus(CpuAmount.ofCores(1))
                                .build(),
                        FlinkConfiguration.builder()
                                .environmentVariables(Map.of("HADOOP_CONF_DIR", folder.toString()))
                                .build(),
                        new FlinkDistribution(FlinkVersion.parse("2.3.0"), List.of(Path.of("flink.jar"))))
                .build();
    }

    private void check(LaunchRequest request) throws InterruptedException {
        PreFlight.check(request, user(request), events::add);
    }

    private static HadoopUser user(LaunchRequest request) {
        return HadoopUser.login(
                HadoopConfiguration.read(request.configuration()),
                LaunchOptions.of(request.configuration(), request.distribution().version())
                        .kerberos(),
                Optional.empty());
    }

    private static LiveAdmission answer(boolean isRefusal, Verdict... reasons) {
        return new LiveAdmission(
                new Admission(Verdict.allOf("A JobManager.", List.of(reasons)), Optional.empty()), isRefusal);
    }

    @Test
    void whatNeverStartsIsRefusedWithEveryReason() {
        LiveAdmission answer = answer(
                true,
                Verdict.of(Outcome.NEVER, "No such queue.").curedBy("queue.key", "Name another."),
                Verdict.of(Outcome.NEVER, "Too large.").comparing("2 MiB", "1 MiB"),
                Verdict.of(Outcome.WAIT, "Full."));
        ResourceTranslationException refusal =
                catchThrowableOfType(ResourceTranslationException.class, () -> PreFlight.act(answer, events::add));
        assertThat(refusal)
                .hasMessage(
                        "Cannot launch the JobManager on YARN: it would never start. No such queue. Name another. Too"
                                + " large. Asked 2 MiB, available 1 MiB. Where that is wrong, set parley.yarn.pre-flight.enabled to"
                                + " false.");
        assertThat(refusal.verdict().reasons())
                .isEqualTo(answer.admission().verdict().reasons());
        assertThat(refusal.verdict().outcome()).isEqualTo(Outcome.NEVER);
        assertThat(refusal.verdict().key()).contains("queue.key");
        assertThat(events).isEmpty();
    }

    @Test
    void whatHasToWaitIsToldAndWhatIsAdmittedIsNot() {
        PreFlight.act(answer(false, Verdict.of(Outcome.ADMIT, "Fine.")), events::add);
        assertThat(events).isEmpty();
        PreFlight.act(
                answer(
                        false,
                        Verdict.of(Outcome.WAIT, "Full.").curedBy("key", "Wait."),
                        Verdict.of(Outcome.ADMIT, "Fine."),
                        Verdict.of(Outcome.WAIT, "Full too.")),
                events::add);
        assertThat(events)
                .containsExactly(new LaunchEvent(LaunchEvent.Phase.CONNECT, "it has to wait: Full. Wait. Full too."));
    }

    @Test
    void whatOnlyFilesOfTheClientSpeakAgainstIsToldAndGoesOn() {
        PreFlight.act(
                answer(
                        false,
                        Verdict.of(Outcome.NEVER, "No application runs.").curedBy("key", "Raise it."),
                        Verdict.of(Outcome.WAIT, "Full.")),
                events::add);
        assertThat(events)
                .containsExactly(new LaunchEvent(
                        LaunchEvent.Phase.CONNECT,
                        "it may never start, by the files of this client, which need not be the cluster's; going on:"
                                + " No application runs. Raise it."));
    }

    @Test
    void noAnswerHindersNothing() throws Exception {
        check(request("127.0.0.1:1"));
        assertThat(events)
                .containsExactly(new LaunchEvent(
                        LaunchEvent.Phase.CONNECT,
                        "whether it will start is not known, going on: Connection refused"
                                + " (parley.yarn.pre-flight.enabled)"));
    }

    @Test
    @Timeout(60)
    void silenceHindersNothingForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            LaunchRequest request = request("127.0.0.1:" + silent.getLocalPort());
            long began = System.nanoTime();
            check(request);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            assertThat(events)
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.message()).startsWith("whether it will start is not known, going on: "));
        }
    }

    @Test
    void whoCancelsIsNotHeldUp() throws Exception {
        LaunchRequest request = request("127.0.0.1:1");
        HadoopUser user = user(request);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> PreFlight.check(request, user, events::add)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(events).isEmpty();
    }
}
