package io.parley.examples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.api.plan.Remark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PlanBatchTest {

    private static final String SIZE = "jobmanager.memory.process.size";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void keepsTheOrderOfTheLinesWhateverTheNumberOfWorkers(int workers) throws Exception {
        int lines = 20_000;
        StringBuilder in = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            in.append(Batches.line(1024 + i)).append('\n');
        }

        List<String> results = Batches.results(Batches.JOB_MANAGERS.withWorkers(workers), in.toString());

        assertThat(results).hasSize(lines);
        for (int i = 0; i < lines; i++) {
            assertThat(results.get(i)).contains("\"totalProcess\":" + (1024L + i) * 1024 * 1024 + ",");
        }
    }

    @Test
    void countsTheLinesAndThoseWithoutAPlan() throws Exception {
        byte[] in = (Batches.line(1600) + "\n\n{}\n" + Batches.line(1600)).getBytes(StandardCharsets.UTF_8);

        BatchTotals totals = Batches.JOB_MANAGERS.run(new ByteArrayInputStream(in), OutputStream.nullOutputStream());

        assertThat(totals).isEqualTo(new BatchTotals(4, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void takesTheLastLineWithAndWithoutAnEnd(String end) throws Exception {
        String two = Batches.line(1600) + end + Batches.line(2048);

        assertThat(Batches.results(Batches.JOB_MANAGERS, two))
                .hasSize(2)
                .isEqualTo(Batches.results(Batches.JOB_MANAGERS, two + end))
                .noneMatch(result -> result.contains("problems"));
        assertThat(Batches.results(Batches.JOB_MANAGERS, two + end + end)).hasSize(3);
    }

    @Test
    void givesNothingForNothing() throws Exception {
        assertThat(Batches.results(Batches.JOB_MANAGERS, "")).isEmpty();
    }

    @Test
    void skipsAByteOrderMarkBeforeTheFirstLineOnly() throws Exception {
        String marked = "\ufeff" + Batches.line(1600);

        List<String> results = Batches.results(Batches.JOB_MANAGERS, marked + "\n" + marked);

        assertThat(results.get(0)).startsWith("{\"process\"");
        assertThat(results.get(1)).contains("Cannot read line 2 as a configuration: it is no JSON at column ");
    }

    @Test
    void laysALineOverTheBaseAndUnderTheFixedKeys() throws Exception {
        FlinkConfiguration base = FlinkConfiguration.builder()
                .set(SIZE, "1600m")
                .set("jobmanager.memory.off-heap.size", "100m")
                .set("jobmanager.memory.jvm-metaspace.size", "200m", Origin.COMMAND_LINE)
                .build();
        Remark remark = new Remark(Remark.Kind.WITHOUT_EFFECT, "of the file", List.of());
        PlanBatch batch =
                Batches.JOB_MANAGERS.over(base, Set.of("jobmanager.memory.jvm-metaspace.size"), List.of(remark));

        List<String> results = Batches.results(
                batch, "{}\n{\"" + SIZE + "\":\"2g\",\"jobmanager.memory.jvm-metaspace.size\":\"300m\"}");

        assertThat(results.get(0))
                .contains("\"totalProcess\":1677721600,")
                .contains("\"offHeap\":104857600,\"jvmMetaspace\":209715200,")
                .endsWith("\"remarks\":[\"of the file\"]}");
        assertThat(results.get(1))
                .contains("\"totalProcess\":2147483648,")
                .contains("\"offHeap\":104857600,\"jvmMetaspace\":209715200,")
                .endsWith("\"remarks\":[\"of the file\"]}");
    }

    @Test
    void namesTheLineAsTheOriginOfItsEntries() throws Exception {
        assertThat(Batches.results(Batches.JOB_MANAGERS, "{}\n{\"" + SIZE + "\":\"many\"}")
                        .get(1))
                .contains(SIZE + " (line 2)");
    }

    @Test
    void holdsTwoChunksForEachWorkerAndNoMore() throws Exception {
        int workers = 2;
        long lines = 400_000;
        AtomicLong written = new AtomicLong();
        AtomicLong mostBytesAhead = new AtomicLong();
        byte[] line = (Batches.line(1600) + "\n").getBytes(StandardCharsets.UTF_8);
        InputStream in = new RepeatedLine(line, lines) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                mostBytesAhead.accumulateAndGet(given() - written.get() * line.length, Math::max);
                return count;
            }
        };
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                for (int i = offset; i < offset + length; i++) {
                    if (bytes[i] == '\n') {
                        written.incrementAndGet();
                    }
                }
            }
        };

        BatchTotals totals = Batches.JOB_MANAGERS.withWorkers(workers).run(in, out);

        assertThat(totals).isEqualTo(new BatchTotals(lines, 0));
        assertThat(written).hasValue(lines);
        assertThat(mostBytesAhead.get())
                .isLessThanOrEqualTo(LineSource.BLOCK + 2L * workers * Chunk.MOST_LINES * line.length);
    }

    @Test
    void aWorkerThatIsHeldUpDoesNotHoldUpTheOthersAtOnce() throws Exception {
        int lines = 4 * Chunk.MOST_LINES;
        AtomicLong planned = new AtomicLong();
        PlanBatch batch = PlanBatch.of("yarn", configuration -> {
            if (configuration.origin(SIZE).description().equals("line 1")) {
                try {
                    await(() -> planned.get() >= 2L * Chunk.MOST_LINES);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            } else {
                planned.incrementAndGet();
            }
            return plan(configuration);
        });
        StringBuilder in = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            in.append(Batches.line(1024 + i)).append('\n');
        }

        List<String> results = Batches.results(batch.withWorkers(2), in.toString());

        assertThat(results).isEqualTo(Batches.results(Batches.JOB_MANAGERS, in.toString()));
    }

    @Test
    void answersALineBeforeTheNextIsThere() throws Exception {
        PipedOutputStream lines = new PipedOutputStream();
        try (PipedInputStream in = new PipedInputStream(lines);
                PipedInputStream results = new PipedInputStream(1 << 16);
                PipedOutputStream out = new PipedOutputStream(results)) {
            CompletableFuture<BatchTotals> run = CompletableFuture.supplyAsync(() -> run(in, out));
            lines.write((Batches.line(1600) + "\n").getBytes(StandardCharsets.UTF_8));
            lines.flush();

            StringBuilder first = new StringBuilder();
            for (int next = results.read(); next != '\n'; next = results.read()) {
                first.append((char) next);
            }
            assertThat(first.toString()).contains("\"totalProcess\":1677721600,");

            lines.close();
            assertThat(run.get(10, TimeUnit.SECONDS)).isEqualTo(new BatchTotals(1, 0));
        }
    }

    @Test
    void endsAllThreadsWhenTheResultsAreNotTaken() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThatThrownBy(() -> Batches.JOB_MANAGERS.withWorkers(4).run(endless(), closed))
                .isInstanceOf(BatchFailedException.class)
                .hasMessage("Cannot write the results of the batch from line 1 on: Broken pipe."
                        + " Look whether what reads them has ended, or whether there is space for them.");
        assertThat(workers()).isEmpty();
    }

    @Test
    void tellsHowFarAnInputCouldBeReadAndPlansThatFar() {
        InputStream in = new RepeatedLine("{}\n".getBytes(StandardCharsets.UTF_8), 300) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    throw new IOException("Input/output error");
                }
                return count;
            }
        };

        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> Batches.JOB_MANAGERS.withWorkers(2).run(in, out))
                .isInstanceOf(BatchFailedException.class)
                .hasMessage("Cannot read the batch after line 300: Input/output error."
                        + " Give it an input that can be read to its end.");
        assertThat(out.toString(StandardCharsets.US_ASCII)).hasLineCount(300);
        assertThat(workers()).isEmpty();
    }

    @Test
    void readsNoFurtherBehindAFailure() {
        AtomicLong failures = new AtomicLong();
        InputStream in = new RepeatedLine("{}\n".getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (given() > 0 && failures.getAndIncrement() == 0) {
                    throw new IOException("Input/output error");
                }
                return super.read(target, offset, Math.min(length, 300));
            }
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> Batches.JOB_MANAGERS.withWorkers(4).run(in, out))
                .isInstanceOf(BatchFailedException.class)
                .hasMessageContaining("Cannot read the batch after line 100: Input/output error.");
        assertThat(out.toString(StandardCharsets.US_ASCII)).hasLineCount(100);
        assertThat(failures).hasValue(1);
        assertThat(workers()).isEmpty();
    }

    @Test
    void endsWithTheFailureOfThePlanner() {
        IllegalStateException bug = new IllegalStateException("a bug");
        PlanBatch failing = PlanBatch.of("yarn", configuration -> {
            throw bug;
        });

        assertThatThrownBy(() -> failing.withWorkers(3).run(endless(), OutputStream.nullOutputStream()))
                .isSameAs(bug);
        assertThat(workers()).isEmpty();
    }

    @Test
    void endsWhenInterrupted() throws Exception {
        CountDownLatch planned = new CountDownLatch(1);
        PlanBatch batch = PlanBatch.of("yarn", configuration -> {
            planned.countDown();
            return plan(configuration);
        });
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                batch.withWorkers(2).run(endless(), OutputStream.nullOutputStream());
            } catch (IOException | InterruptedException e) {
                end.complete(e);
            }
        });
        caller.start();
        planned.await();

        caller.interrupt();

        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(workers()).isEmpty();
    }

    @Test
    void doesNotWaitForAnInputThatGivesNothingMore() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Set<Thread> reading = ConcurrentHashMap.newKeySet();
        InputStream silent = new RepeatedLine(new byte[1], 0) {
            @Override
            public int read(byte[] target, int offset, int length) {
                reading.add(Thread.currentThread());
                while (never.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return -1;
            }
        };
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                Batches.JOB_MANAGERS.withWorkers(2).run(silent, OutputStream.nullOutputStream());
            } catch (IOException | InterruptedException e) {
                end.complete(e);
            }
        });
        caller.start();
        await(() -> !reading.isEmpty());

        caller.interrupt();

        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(reading).allMatch(Thread::isDaemon).hasSize(1);
        never.countDown();
        await(() -> workers().isEmpty());
    }

    @Test
    void refusesToWorkWithoutAWorker() {
        assertThatThrownBy(() -> Batches.JOB_MANAGERS.withWorkers(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot plan a batch with 0 workers. Use 1 or more.");
    }

    private static BatchTotals run(InputStream in, OutputStream out) {
        try {
            return Batches.JOB_MANAGERS.run(in, out);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JobManagerMemoryPlan plan(FlinkConfiguration configuration) {
        return Batches.RESOLVER.jobManager(configuration);
    }

    private static InputStream endless() {
        return new RepeatedLine((Batches.line(1600) + "\n").getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE);
    }

    private static List<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("parley-batch-") && thread.isAlive())
                .toList();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
