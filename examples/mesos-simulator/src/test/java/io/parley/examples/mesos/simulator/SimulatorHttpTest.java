package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every request is answered. */
@Timeout(60)
class SimulatorHttpTest {

    private final MesosSimulator simulator = MesosSimulator.start();
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, /files/read?path=%zz",
        "404, /files/read?path=/frameworks/%00/executors/e/runs/latest/stdout",
        "400, /files/read?path=/frameworks/f/executors/e/runs/latest/stdout&offset=one",
        "404, /files/read?path=/frameworks/../executors/e/runs/latest/stdout",
        "404, /files/read"
    })
    void answersAgentsFilesThatCannotBe(int status, String target) throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("files").build());
        int agent = scheduler.offer().getUrl().getAddress().getPort();

        assertThat(RawResponse.get(agent, target).status()).contains(" " + status + " ");
    }

    @Test
    void answersWhereItFailsItself() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("overflow").build());
        Offer offer = scheduler.offer();

        var answer = scheduler.accept(
                offer,
                RawScheduler.task(offer, "t", "true", 1).toBuilder()
                        .addResources(AgentDescription.scalar("mem", 1e300))
                        .addResources(AgentDescription.scalar("mem", 1e300))
                        .build());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).startsWith("The Mesos simulator failed: ");
        assertThat(scheduler.call(Call.newBuilder().setType(Call.Type.REVIVE)).statusCode())
                .isEqualTo(202);
    }

    @Test
    void saysAtTheLinkToASandboxThatItIsASimulator() throws IOException {
        assertThat(RawResponse.get(simulator.address().getPort(), "/").body())
                .startsWith("Parley's simulator of Mesos, not Mesos.")
                .contains(simulator.workDirectory().toString());
    }
}
