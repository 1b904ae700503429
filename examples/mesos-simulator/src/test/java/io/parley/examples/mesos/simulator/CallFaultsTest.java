package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallFaultsTest {

    private final MesosSimulator simulator = MesosSimulator.start();
    private final RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);

    @BeforeEach
    void subscribe() throws IOException, InterruptedException {
        scheduler.subscribe(RawScheduler.info("calls").build());
    }

    @AfterEach
    void close() throws IOException {
        scheduler.close();
        simulator.close();
    }

    private String call(Call.Type type) throws IOException, InterruptedException {
        HttpResponse<String> answer = scheduler.call(Call.newBuilder().setType(type));
        return answer.statusCode() + answer.body();
    }

    @Test
    void usesSeveralRefusalsOneAfterTheOtherForTheirTypeOnly() throws IOException, InterruptedException {
        simulator.calls().refuseNext(Call.Type.REVIVE, 503, "first");
        simulator.calls().refuseNext(Call.Type.REVIVE, 404, "second");

        assertThat(call(Call.Type.SUPPRESS)).isEqualTo("202");
        assertThat(call(Call.Type.REVIVE)).isEqualTo("503first");
        assertThat(call(Call.Type.REVIVE)).isEqualTo("404second");
        assertThat(call(Call.Type.REVIVE)).isEqualTo("202");
    }

    @Test
    void answersLateForItsTypeOnlyUntilItIsToldOtherwise() throws IOException, InterruptedException {
        simulator.calls().answerLate(Call.Type.TEARDOWN, Duration.ofHours(1));
        simulator.calls().answerLate(Call.Type.REVIVE, Duration.ofMillis(300));
        for (int round = 0; round < 2; round++) {
            long start = System.nanoTime();
            assertThat(call(Call.Type.REVIVE)).isEqualTo("202");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
        assertThat(call(Call.Type.SUPPRESS)).isEqualTo("202");

        simulator.calls().answerLate(Call.Type.REVIVE, Duration.ofHours(1));
        simulator.calls().answerLate(Call.Type.REVIVE, Duration.ZERO);

        assertThat(call(Call.Type.REVIVE)).isEqualTo("202");
    }
}
