package io.parley.examples.mesos.simulator;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.parley.examples.mesos.simulator.http.HttpEndpoint;
import io.parley.examples.mesos.simulator.http.HttpRequest;
import io.parley.examples.mesos.simulator.http.HttpResponse;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The endpoint of agents that gives the files of sandboxes, {@code /files/read}, by the virtual path
 * {@code /frameworks/F/executors/E/runs/latest/FILE}. All agents share one. Thread-safe.
 */
final class AgentFiles implements AutoCloseable {

    private static final Pattern VIRTUAL = Pattern.compile("/frameworks/([^/]+)/executors/([^/]+)/runs/latest/([^/]+)");
    private static final int MOST_BYTES = 1 << 16;

    private final Path work;
    private final HttpEndpoint endpoint;

    AgentFiles(Path work) {
        this.work = work;
        this.endpoint = new HttpEndpoint(this::answer);
    }

    int port() {
        return endpoint.port();
    }

    private HttpResponse answer(HttpRequest request) {
        if (!request.path().equals("/files/read")) {
            return HttpResponse.text(404, "404 Not Found.");
        }
        try {
            Matcher path = VIRTUAL.matcher(request.parameter("path").orElse(""));
            long offset = Long.parseLong(request.parameter("offset").orElse("-1"));
            int length = Integer.parseInt(request.parameter("length").orElse("-1"));
            if (offset < -1 || length < -1) {
                return HttpResponse.text(
                        400,
                        "Negative " + (offset < -1 ? "offset" : "length") + " provided: "
                                + (offset < -1 ? offset : length) + ".");
            }
            Optional<Path> file = path.matches() ? find(path.group(1), path.group(2), path.group(3)) : Optional.empty();
            return file.isPresent()
                    ? read(file.get(), offset, length < 0 ? MOST_BYTES : Math.min(length, MOST_BYTES))
                    : HttpResponse.text(404, "No such file.");
        } catch (NumberFormatException e) {
            return HttpResponse.text(400, "Failed to parse offset or length: " + e.getMessage() + ".");
        } catch (IllegalArgumentException e) {
            return HttpResponse.text(400, "Failed to read the query: " + e.getMessage() + ".");
        } catch (IOException e) {
            return HttpResponse.text(500, String.valueOf(e.getMessage()));
        }
    }

    /** Gives the file of the latest run, on whatever agent that was. */
    private Optional<Path> find(String framework, String executor, String name) throws IOException {
        if (Stream.of(framework, executor, name).anyMatch(part -> part.equals("..") || part.equals("."))) {
            return Optional.empty();
        }
        Path latest = null;
        for (Path agent : inside(work)) {
            for (Path id : inside(agent.resolve("slaves"))) {
                for (Path run : inside(id.resolve(Path.of("frameworks", framework, "executors", executor, "runs")))) {
                    if (latest == null || changed(run).compareTo(changed(latest)) > 0) {
                        latest = run;
                    }
                }
            }
        }
        return Optional.ofNullable(latest).map(run -> run.resolve(name)).filter(Files::isRegularFile);
    }

    private static List<Path> inside(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private static FileTime changed(Path path) throws IOException {
        return Files.getLastModifiedTime(path);
    }

    /** An offset of -1 asks for the size. */
    private static HttpResponse read(Path file, long offset, int length) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
            long size = opened.length();
            if (offset < 0) {
                return page("", size);
            }
            long from = Math.min(offset, size);
            byte[] bytes = new byte[(int) Math.min(length, size - from)];
            opened.seek(from);
            opened.readFully(bytes);
            return page(new String(bytes, StandardCharsets.UTF_8), from);
        }
    }

    private static HttpResponse page(String data, long offset) {
        return HttpResponse.json("{\"data\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsString(data)) + "\",\"offset\":" + offset + "}");
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
