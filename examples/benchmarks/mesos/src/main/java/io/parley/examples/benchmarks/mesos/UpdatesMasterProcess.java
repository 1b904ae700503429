package io.parley.examples.benchmarks.mesos;

import io.parley.mesos.client.MasterAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A master in a process of its own, so that what it allocates is not counted with the client. */
final class UpdatesMasterProcess implements AutoCloseable {

    private static final long MOST_SECONDS = 300;

    private final Process process;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final int port;

    private UpdatesMasterProcess(Process process) throws IOException {
        this.process = process;
        Thread reader = new Thread(this::read, "updates-master-output");
        reader.setDaemon(true);
        reader.start();
        try {
            port = Integer.parseInt(next(UpdatesMaster.LISTENING));
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    static UpdatesMasterProcess start(UpdatesCase what, int updates) throws IOException {
        return startThatLoses(-1, what, updates);
    }

    /** Starts one that closes the connection of the first acknowledgement of one update, and does not count that. */
    static UpdatesMasterProcess startThatLoses(int update, UpdatesCase what, int updates) throws IOException {
        return new UpdatesMasterProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpdatesMaster.class.getName(),
                        what.encoding().name(),
                        what.uuids().name(),
                        String.valueOf(updates),
                        String.valueOf(update))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    MasterAddress address() {
        return MasterAddress.parse("http://127.0.0.1:" + port);
    }

    /** Where it takes calls. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/scheduler");
    }

    /**
     * Waits until every update of the present subscription has been acknowledged.
     *
     * @return how many acknowledgements came twice
     * @throws IllegalStateException if that takes too long, or more came twice than answers can have been lost
     */
    int awaitAcknowledged(int updates) {
        int repeated = Integer.parseInt(next(UpdatesMaster.ACKNOWLEDGED + updates + " "));
        if (repeated > mostLost(updates)) {
            throw new IllegalStateException(repeated + " of " + updates + " updates were acknowledged twice");
        }
        return repeated;
    }

    /**
     * Java, before a mend in 24, closes a connection when the answer comes before the reader of the new request is in
     * place (JDK-8338569): one of some 30,000 on the loopback interface.
     */
    private static int mostLost(int updates) {
        return Math.max(3, updates / 1000);
    }

    private String next(String start) {
        try {
            String line = told.poll(MOST_SECONDS, TimeUnit.SECONDS);
            if (line == null || !line.startsWith(start)) {
                throw new IllegalStateException(
                        "the scripted master said \"" + line + "\" instead of \"" + start + "...\"");
            }
            return line.substring(start.length());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("it was interrupted", e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.add(line);
            }
            told.add("the end of its output");
        } catch (IOException e) {
            told.add(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
