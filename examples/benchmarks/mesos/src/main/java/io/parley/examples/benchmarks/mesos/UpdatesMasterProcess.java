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
        return new UpdatesMasterProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpdatesMaster.class.getName(),
                        what.encoding().name(),
                        what.uuids().name(),
                        String.valueOf(updates))
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
     * @throws IllegalStateException if that takes too long, or one was acknowledged twice
     */
    void awaitAcknowledged(int updates) {
        String counts = next(UpdatesMaster.ACKNOWLEDGED);
        if (!counts.equals(updates + " 0")) {
            throw new IllegalStateException("not each of " + updates
                    + " updates was acknowledged once; the master counts, acknowledged and repeated: " + counts);
        }
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
