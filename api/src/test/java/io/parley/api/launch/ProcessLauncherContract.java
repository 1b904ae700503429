package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link ProcessLauncher} as tests: extend it with the launcher of an adapter.
 *
 * <p>The launcher is tried with small mains of the adapter's choice, so the rules take seconds. What an environment
 * keeps of a launch is told by the adapter: {@link #leftovers()} sees what a user would have to remove by hand.
 */
public abstract class ProcessLauncherContract {

    private static final String SECRET = "parley-contract-hunter2";
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int CONNECT_MILLIS = 5_000;

    /**
     * Gives the launcher under test.
     *
     * @return a launcher, a new one or always the same
     */
    protected abstract ProcessLauncher launcher();

    /**
     * Gives a request for a process that runs until it is ended, for some minutes at least.
     *
     * @return a new builder
     */
    protected abstract LaunchRequest.Builder running();

    /**
     * Gives a request for a process that soon fails by itself, with {@link #lastWords()} in its output.
     *
     * @return a new builder
     */
    protected abstract LaunchRequest.Builder dying();

    /**
     * Gives what the process of {@link #dying()} says before it fails.
     *
     * @return a part of a line
     */
    protected abstract String lastWords();

    /**
     * Looks, without the launcher, whether a process is there.
     *
     * @param id the id that its launcher gave
     * @return whether it runs
     */
    protected abstract boolean isAlive(String id);

    /**
     * Looks, without the launcher, for what launches have left: processes, files, requests.
     *
     * @return a name for each
     */
    protected abstract Set<String> leftovers();

    /**
     * Ends a process without the launcher and removes what it has left.
     *
     * @param id the id that its launcher gave
     */
    protected abstract void remove(String id);

    /**
     * Gives how long what ends may take to be gone.
     *
     * @return ten seconds unless overridden
     */
    protected Duration limit() {
        return Duration.ofSeconds(10);
    }

    private LaunchedProcess launched() throws InterruptedException {
        LaunchedProcess process = launcher().launch(running().build(), LaunchListener.NONE);
        assertThat(process).as("what launch(request, listener) gives").isNotNull();
        return process;
    }

    private void assertNothingLeft(Set<String> before) throws InterruptedException {
        long end = System.nanoTime() + limit().toNanos();
        Set<String> left = left(before);
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(POLL.toMillis());
            left = left(before);
        }
        assertThat(left).as("what is left").isEmpty();
    }

    private Set<String> left(Set<String> before) {
        Set<String> left = new TreeSet<>(leftovers());
        left.removeAll(before);
        return left;
    }

    @Test
    void isRegisteredForServiceLoader() {
        assertThat(ServiceLoader.load(ProcessLauncher.class).stream().map(ServiceLoader.Provider::type))
                .as("the class is named in META-INF/services/" + ProcessLauncher.class.getName())
                .anyMatch(type -> type == launcher().getClass());
    }

    @Test
    void namesItsEnvironmentAlwaysTheSame() {
        assertThat(launcher().environment())
                .as("the name of the environment")
                .isNotBlank()
                .isEqualTo(launcher().environment());
    }

    @Test
    void previewStartsNothing() throws InterruptedException {
        Set<String> before = leftovers();
        assertThat(launcher().preview(running().build())).as("the preview").isNotBlank();
        assertNothingLeft(before);
    }

    @Test
    void previewShowsNoSecret() {
        LaunchRequest plain =
                running().environmentVariable("PARLEY_PASSWORD", SECRET).build();
        FlinkConfiguration configuration = plain.configuration().toBuilder()
                .set("s3.secret-key", SECRET)
                .set("env.java.opts.all", "-Dparley.password=" + SECRET)
                .build();
        LaunchRequest request = new LaunchRequest(
                plain.requirements(),
                configuration,
                plain.distribution(),
                plain.fitter(),
                plain.entryPoint()
                        .map(main -> new EntryPoint(main.className(), List.of("-D", "parley.token=" + SECRET))),
                plain.environmentVariables(),
                plain.files(),
                plain.startTimeout());
        assertThat(launcher().preview(request)).as("the preview").doesNotContain(SECRET);
    }

    @Test
    void processRunsOnceItIsLaunched() throws InterruptedException {
        List<Phase> told = new ArrayList<>();
        try (LaunchedProcess process = launcher().launch(running().build(), event -> told.add(event.phase()))) {
            assertThat(isAlive(process.id())).as("%s runs", process.id()).isTrue();
            assertThat(told).as("the steps that the listener was told").contains(Phase.RUNNING);
            process.restAddress().ifPresent(ProcessLauncherContract::assertListens);
        }
    }

    @Test
    void stepsAreToldByTheThreadThatCalls() throws InterruptedException, ExecutionException {
        Set<Thread> telling = ConcurrentHashMap.newKeySet();
        try (LaunchedProcess process =
                launcher().launch(running().build(), step -> telling.add(Thread.currentThread()))) {
            assertThat(telling).as("the threads that tell of the launch").containsExactly(Thread.currentThread());
            telling.clear();
            FutureTask<ProcessExit> stop = new FutureTask<>(() -> process.stop(limit()));
            Thread stopping = new Thread(stop, "stopping");
            stopping.start();
            stop.get();
            assertThat(telling).as("the threads that tell of the end").isSubsetOf(stopping);
        }
    }

    private static void assertListens(URI rest) {
        assertThatCode(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(rest.getHost(), rest.getPort()), CONNECT_MILLIS);
                    }
                })
                .as("connecting to %s", rest)
                .doesNotThrowAnyException();
    }

    @Test
    void processHasNoLessThanItsPlan() throws InterruptedException {
        ProcessMemoryPlan asked = running().build().requirements().plan();
        try (LaunchedProcess process = launched()) {
            ProcessMemoryPlan started = process.fit().plan();
            assertThat(process.grant().memory())
                    .as("the grant, beside the plan that was started")
                    .isGreaterThanOrEqualTo(started.totalProcess());
            asked.components()
                    .forEach((part, size) -> assertThat(started.size(part).orElse(MemorySize.ZERO))
                            .as("%s of the process", part)
                            .isGreaterThanOrEqualTo(size));
        }
    }

    @Test
    void waitingForTheEndEndsInTimeAndLeavesItRunning() throws InterruptedException {
        try (LaunchedProcess process = launched()) {
            long began = System.nanoTime();
            assertThatExceptionOfType(TimeoutException.class)
                    .as("waiting for the end of what runs")
                    .isThrownBy(() -> process.awaitExit(MOMENT));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("the time it took")
                    .isLessThan(limit());
            assertThat(isAlive(process.id())).as("%s still runs", process.id()).isTrue();
        }
    }

    @Test
    void stopEndsItAndCanBeRepeated() throws InterruptedException, TimeoutException {
        try (LaunchedProcess process = launched()) {
            ProcessExit exit = process.stop(limit());
            assertThat(exit.reason()).as("why it ended").isIn(ExitReason.KILLED, ExitReason.COMPLETED);
            assertThat(isAlive(process.id())).as("%s runs", process.id()).isFalse();
            assertThat(process.stop(limit()).reason())
                    .as("why it ended, asked again")
                    .isEqualTo(exit.reason());
            assertThat(process.awaitExit(MOMENT).reason())
                    .as("why it ended, awaited")
                    .isEqualTo(exit.reason());
        }
    }

    @Test
    void deathIsReportedWithItsReason() throws InterruptedException, TimeoutException {
        ProcessExit exit;
        try (LaunchedProcess process = launcher().launch(dying().build(), LaunchListener.NONE)) {
            exit = process.awaitExit(limit());
        } catch (LaunchFailedException e) {
            assertThat(e.exit()).as("how it ended, in: %s", e.getMessage()).isPresent();
            exit = e.exit().orElseThrow();
        }
        assertThat(exit.reason()).as("why it ended").isEqualTo(ExitReason.FAILED);
        assertThat(exit.toString()).as("how it ended").contains(lastWords());
    }

    @Test
    void closeLeavesNothingAndCanBeRepeated() throws InterruptedException {
        Set<String> before = leftovers();
        LaunchedProcess process = launched();
        process.close();
        assertThat(isAlive(process.id())).as("%s runs", process.id()).isFalse();
        assertNothingLeft(before);
        assertThatCode(process::close).as("closing again").doesNotThrowAnyException();
    }

    @Test
    void failedStartLeavesNothing() throws InterruptedException {
        Set<String> before = leftovers();
        LaunchRequest request =
                running().entryPoint(EntryPoint.of("org.example.Missing")).build();
        assertThatExceptionOfType(LaunchFailedException.class)
                .as("launching a class that is not there")
                .isThrownBy(() -> launcher().launch(request, LaunchListener.NONE));
        assertNothingLeft(before);
    }

    @Test
    void startThatTakesTooLongIsGivenUpAndLeavesNothing() throws InterruptedException {
        Set<String> before = leftovers();
        LaunchRequest request = running().startTimeout(Duration.ofNanos(1)).build();
        assertThatExceptionOfType(LaunchFailedException.class)
                .as("launching within 1 ns")
                .isThrownBy(() -> launcher().launch(request, LaunchListener.NONE));
        assertNothingLeft(before);
    }

    @Test
    void cancelledLaunchLeavesNothing() throws InterruptedException {
        Set<String> before = leftovers();
        Throwable failure = catchThrowable(() -> {
            LaunchedProcess process = launcher().launch(running().build(), event -> {
                if (event.phase() == Phase.SUBMIT) {
                    Thread.currentThread().interrupt();
                }
            });
            Thread.interrupted();
            process.close();
        });
        // What comes next in this thread was not cancelled.
        Thread.interrupted();
        assertThat(failure).as("what a cancelled launch throws").isInstanceOf(InterruptedException.class);
        assertNothingLeft(before);
    }

    @Test
    void listenerThatThrowsWhileItIsLaunchedLeavesNothing() throws InterruptedException {
        Set<String> before = leftovers();
        BrokenListener listener = new BrokenListener(Phase.RUNNING);
        Throwable thrown = catchThrowable(
                () -> launcher().launch(running().build(), listener).close());
        if (listener.hasThrown) {
            assertThat(thrown).as("what the launch throws").isInstanceOf(BrokenListener.Failure.class);
            assertNothingLeft(before);
        }
    }

    @Test
    void listenerThatThrowsWhileItIsClosedLeavesNothing() throws InterruptedException {
        Set<String> before = leftovers();
        BrokenListener listener = new BrokenListener(Phase.STOP);
        LaunchedProcess process = launcher().launch(running().build(), listener);
        Throwable thrown = catchThrowable(process::close);
        if (listener.hasThrown) {
            assertThat(isAlive(process.id())).as("%s runs", process.id()).isFalse();
            assertNothingLeft(before);
            if (thrown != null) {
                assertThat(thrown).as("what the closing throws").isInstanceOf(BrokenListener.Failure.class);
            }
        }
    }

    /** Throws from a step on, where it is told in the thread that made it; other rules tell whether it is. */
    private static final class BrokenListener implements LaunchListener {

        private final Thread teller = Thread.currentThread();
        private final Phase first;
        private boolean hasThrown;

        private static final class Failure extends RuntimeException {

            private static final long serialVersionUID = 1L;
        }

        private BrokenListener(Phase first) {
            this.first = first;
        }

        @Override
        public void onEvent(LaunchEvent event) {
            if (Thread.currentThread() == teller && event.phase().compareTo(first) >= 0) {
                hasThrown = true;
                throw new Failure();
            }
        }
    }

    @Test
    void detachedProcessOutlivesItsClosing() throws InterruptedException {
        LaunchedProcess process = launched();
        String id = process.id();
        try {
            process.detach();
            process.close();
            Thread.sleep(MOMENT.toMillis());
            assertThat(isAlive(id)).as("%s still runs", id).isTrue();
        } finally {
            remove(id);
        }
    }
}
