package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams of a hostile master, over real HTTP, to a client in a process whose whole heap has 64 MiB. After all of them
 * it has to take an honest subscription. Ten thousand in both encodings together, which have a process each at the same
 * time.
 */
@Timeout(600)
class HostileStreamsTest {

    private static final long SEED = Long.getLong("parley.seed", 20261129);
    private static final int STREAMS = 5000;

    /** So many streams with one record each that is near the bound, or which the client has to give up. */
    private static final int LARGE_EVERY = 100;

    private static final int BOUND = ClientOptions.Bounds.DEFAULT.eventBytes();

    /** No stream takes a client more than a few seconds; one that reads without a bound takes minutes or hours. */
    private static final Duration STUCK = Duration.ofSeconds(40);

    /** How often each record is repeated to take as much as the bound lets it. */
    private static final Map<HostileRecords, Integer> WITHIN = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    @Test
    void endNeitherTheClientNorItsMemory() throws Exception {
        System.out.println("HostileStreamsTest runs with -Dparley.seed=" + SEED);
        inBothEncodings(encoding -> {
            Hostility hostility = new Hostility(encoding, STREAMS, LARGE_EVERY, BOUND);

            String said = run(encoding, hostility, BOUND, "-XX:+ExitOnOutOfMemoryError");

            assertThat(said).matches("lives after [0-9]+ events and [0-9]+ errors");
            assertThat(hostility.subscriptions).hasValueGreaterThanOrEqualTo(STREAMS + 1);
        });
    }

    /** Whoever sets the bound above what the heap has gets another try, and no client that is dead in silence. */
    @Test
    void clientLivesOnAfterMemoryWasShort() throws Exception {
        inBothEncodings(encoding -> {
            Hostility hostility = new Hostility(encoding, 40, 1, 4 * BOUND);

            assertThat(run(encoding, hostility, Integer.MAX_VALUE)).startsWith("lives after ");
        });
    }

    /** What is tried with each encoding. */
    private interface Trial {
        void with(ContentEncoding encoding) throws Exception;
    }

    private static void inBothEncodings(Trial trial) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ContentEncoding.values().length);
        try {
            List<Future<?>> trials = new ArrayList<>();
            for (ContentEncoding encoding : ContentEncoding.values()) {
                trials.add(threads.submit(() -> {
                    trial.with(encoding);
                    return null;
                }));
            }
            for (Future<?> one : trials) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw e;
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private String run(ContentEncoding encoding, Hostility hostility, int bound, String... flags) throws Exception {
        Path output = folder.resolve(encoding + ".txt");
        try (ScriptedMaster master = ScriptedMaster.start(hostility)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:MaxDirectMemorySize=16m"));
            command.addAll(List.of(flags));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    HostileStreamsClient.class.getName(),
                    String.valueOf(master.port()),
                    encoding.name(),
                    String.valueOf(bound)));
            Process client = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                awaitEnd(client, hostility);
                String said = Files.readString(output);
                assertThat(client.exitValue())
                        .as("the end of the client's process after %s; it said: %s", hostility, said)
                        .isZero();
                List<String> lines = said.lines().toList();
                return lines.get(lines.size() - 1);
            } finally {
                client.destroyForcibly();
            }
        }
    }

    /** Waits for the end of a process that goes on from stream to stream until then. */
    private static void awaitEnd(Process client, Hostility hostility) throws InterruptedException {
        int seen = 0;
        long since = System.nanoTime();
        while (!client.waitFor(100, TimeUnit.MILLISECONDS)) {
            int now = hostility.subscriptions.get();
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - since))
                    .as("how long the client has been busy with %s", hostility)
                    .isLessThan(STUCK);
        }
    }

    /** So many hostile streams, and then honest ones. */
    private static final class Hostility extends EventFeed {

        private final ContentEncoding encoding;
        private final int streams;
        private final int largeEvery;
        private final int bound;
        private final AtomicInteger subscriptions = new AtomicInteger();
        private final SplittableRandom random = new SplittableRandom(SEED);
        private final HostileStreams small = new HostileStreams(SEED);
        private final List<HostileRecords> records;
        private volatile String last = "nothing";

        private Hostility(ContentEncoding encoding, int streams, int largeEvery, int bound) {
            super(encoding);
            this.encoding = encoding;
            this.streams = streams;
            this.largeEvery = largeEvery;
            this.bound = bound;
            this.records = Stream.of(HostileRecords.values())
                    .filter(one -> one.encoding() == encoding)
                    // Without the bound on memory there is none on time either.
                    .filter(one -> bound == BOUND || !one.takesTime())
                    .toList();
            records.forEach(one -> WITHIN.computeIfAbsent(one, record -> record.mostWithin(BOUND)));
        }

        @Override
        public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection) throws IOException {
            int number = subscriptions.incrementAndGet();
            connection.write(head(encoding.contentType()));
            if (number > streams) {
                last = "an honest stream";
                emit(connection, subscribed(HostileStreamsClient.HONEST, 15));
            } else if (number % largeEvery != 0 || !large(number / largeEvery, connection)) {
                byte[] stream;
                int size;
                synchronized (random) {
                    stream = small.next();
                    size = Math.max(stream.length / 20 + 1, small.chunk());
                }
                last = "a small stream, number " + number;
                send(connection, stream, size);
                connection.write("0\r\n\r\n");
            }
        }

        /** Gives whether there is one of this number; those that are always the same come twice. */
        private boolean large(int number, ScriptedMaster.Connection connection) throws IOException {
            int kinds = records.size() + 4;
            int kind = number % kinds;
            int round = number / kinds;
            int half = bound / 2;
            if (kind >= records.size() && round > 1) {
                return false;
            }
            if (kind < records.size()) {
                HostileRecords record = records.get(kind);
                double factor = List.of(1.0, 1.2, 4.0, (double) bound / BOUND).get(round % 4);
                int times = (int) Math.min((double) half, WITHIN.getOrDefault(record, 1) * factor);
                last = record + " " + times + " times";
                byte[] bytes = record.of(times);
                send(connection, HostileStreams.framed(bytes), 1 << 16);
                connection.write("0\r\n\r\n");
            } else if (kind == records.size()) {
                last = "most of a record as long as may be, and then nothing";
                send(connection, ascii(half + "\n"), 1 << 16);
                send(connection, new byte[Math.min(BOUND / 2, half) - 1], 1 << 16);
                connection.close();
            } else if (kind == records.size() + 1) {
                last = "a length and nothing more, for longer than the client waits";
                send(connection, ascii(half + "\n1"), 1 << 16);
            } else if (kind == records.size() + 2) {
                last = "very many small events";
                byte[] record =
                        encoding == ContentEncoding.PROTOBUF ? new byte[] {8, 8} : ascii("{\"type\":\"HEARTBEAT\"}");
                byte[] one = HostileStreams.framed(record);
                byte[] events = new byte[100_000 * one.length];
                for (int at = 0; at < events.length; at++) {
                    events[at] = one[at % one.length];
                }
                send(connection, events, 1 << 16);
                connection.write("0\r\n\r\n");
            } else {
                last = "a framework id that is large";
                byte[] id = new byte[1 << 20];
                Arrays.fill(id, (byte) 'x');
                emit(connection, subscribed(new String(id, StandardCharsets.US_ASCII), 15));
                connection.write("0\r\n\r\n");
            }
            return true;
        }

        private static void send(ScriptedMaster.Connection connection, byte[] stream, int size) throws IOException {
            for (int at = 0; at < stream.length; at += size) {
                chunk(connection, Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
            }
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return last + ", subscription " + subscriptions;
        }
    }
}
