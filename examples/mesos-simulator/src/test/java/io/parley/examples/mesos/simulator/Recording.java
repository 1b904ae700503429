package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** A recorded run of a scheduler against a real master. */
final class Recording {

    private static final String REQUEST = ".request.http";
    private static final String RESPONSE = ".response.http";

    private final Path folder;

    private Recording(Path folder) {
        this.folder = folder;
    }

    static Recording of(String name) {
        return new Recording(root().resolve(name));
    }

    static List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(root())) {
            return all.filter(Files::isDirectory)
                    .map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Gives the names of all calls in the order in which they were sent. */
    List<String> calls() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> String.valueOf(each.getFileName()))
                    .filter(file -> file.endsWith(REQUEST))
                    .map(file -> file.substring(0, file.length() - REQUEST.length()))
                    .sorted()
                    .toList();
        }
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(Recording.class.getResource("/recordings"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> timeline() throws IOException {
        return Files.readAllLines(folder.resolve("timeline.txt"));
    }

    boolean has(String call) {
        return Files.exists(folder.resolve(call + REQUEST));
    }

    byte[] request(String call) throws IOException {
        return Files.readAllBytes(folder.resolve(call + REQUEST));
    }

    /** Gives what was answered; nothing where nothing was. */
    byte[] responseBytes(String call) throws IOException {
        Path file = folder.resolve(call + RESPONSE);
        return !Files.exists(file) ? new byte[0] : Files.readAllBytes(file);
    }

    RawResponse response(String call) throws IOException {
        return RawResponse.read(new ByteArrayInputStream(responseBytes(call)));
    }

    /** Gives the names of the calls with a stream for an answer. */
    List<String> streams() throws IOException {
        List<String> streams = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.sorted().toList()) {
                String file = String.valueOf(each.getFileName());
                if (file.endsWith(RESPONSE) && Files.size(each) > 0) {
                    String call = file.substring(0, file.length() - RESPONSE.length());
                    if (response(call).isStream()) {
                        streams.add(call);
                    }
                }
            }
        }
        return streams;
    }

    /** Gives the records of a stream as bytes, up to where the recording ends. */
    List<byte[]> records(String call) throws IOException {
        InputStream input = new ByteArrayInputStream(responseBytes(call));
        RawResponse.read(input);
        ChunkedRecords records = new ChunkedRecords(input, format(call));
        List<byte[]> all = new ArrayList<>();
        try {
            for (byte[] each = records.nextBytes(); each != null; each = records.nextBytes()) {
                all.add(each);
            }
        } catch (EOFException e) {
            // The recorder closed its connection.
        }
        return all;
    }

    List<Event> events(String call) throws IOException {
        InputStream input = new ByteArrayInputStream(responseBytes(call));
        RawResponse.read(input);
        ChunkedRecords records = new ChunkedRecords(input, format(call));
        List<Event> all = new ArrayList<>();
        try {
            for (Event each = records.next(); each != null; each = records.next()) {
                all.add(each);
            }
        } catch (EOFException e) {
            // The recorder closed its connection.
        }
        return all;
    }

    MessageFormat format(String call) throws IOException {
        return MessageFormat.ofContentType(response(call).headers().getOrDefault("Content-Type", ""))
                .orElseThrow();
    }
}
