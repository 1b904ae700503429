package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Nothing is left of a simulator, whatever happens while it ends or starts. */
@Isolated("It looks at all threads and processes of this JVM.")
@Timeout(60)
class SimulatorCloseTest {

    private static final String THREADS = "mesos-simulator-";

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith(THREADS))
                .toList();
    }

    private static void awaitNoThreads() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!threads().isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(5);
        }
        assertThat(threads()).isEmpty();
    }

    private static List<ProcessHandle> watchdogs() {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().commandLine().orElse("").contains("mesos-simulator-watchdog"))
                .toList();
    }

    @Test
    void endsEverythingThoughItIsInterruptedMeanwhile() throws IOException, InterruptedException {
        MasterLoop loop = new MasterLoop(1);
        MesosSimulator simulator = MesosSimulator.start(SimulatorSettings.usual(), loop);
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("interrupted").build());
            Offer offer = scheduler.offer();
            scheduler.accept(offer, RawScheduler.task(offer, "t", "exec sleep 1000", 1));
            scheduler.await("t", TaskState.TASK_RUNNING);
        }
        List<ProcessHandle> processes = simulator.processes();
        assertThat(processes).hasSize(1);
        assertThat(watchdogs()).isNotEmpty();
        CountDownLatch busy = new CountDownLatch(1);
        loop.run(() -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            try {
                simulator.close();
            } finally {
                isInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.sleep(5);
        }

        closing.interrupt();
        Thread.sleep(100);
        busy.countDown();
        closing.join();

        assertThat(isInterrupted).isTrue();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(watchdogs()).isEmpty();
        assertThat(simulator.workDirectory()).doesNotExist();
        awaitNoThreads();
    }

    @Test
    void doesNotWaitForAnAnswerThatIsLate() throws IOException, InterruptedException {
        MesosSimulator simulator = MesosSimulator.start();
        try (RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF)) {
            scheduler.subscribe(RawScheduler.info("late").build());
            simulator.calls().answerLate(Call.Type.REVIVE, Duration.ofHours(1));
            CompletableFuture<Void> calling =
                    CompletableFuture.runAsync(() -> assertThatExceptionOfType(IOException.class)
                            .isThrownBy(() -> scheduler.call(Call.newBuilder().setType(Call.Type.REVIVE))));
            while (threads().stream()
                    .noneMatch(each -> each.getState() == Thread.State.TIMED_WAITING
                            && each.getName().startsWith(THREADS + "connection-"))) {
                Thread.sleep(5);
            }

            simulator.close();

            // Throws what the assertion says.
            calling.join();
        }
        awaitNoThreads();
    }

    @Test
    void leavesNothingWhenItCannotStart() throws InterruptedException {
        AgentDescription tooLarge =
                AgentDescription.of("large", 1, 1e300, 1).with(AgentDescription.scalar("mem", 1e300));

        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> MesosSimulator.start(SimulatorSettings.usual().withAgents(tooLarge)));

        assertThat(watchdogs()).isEmpty();
        awaitNoThreads();
    }
}
