package io.parley.mesos.launch;

import io.parley.api.launch.KnownSecrets;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.ProcessExit;
import io.parley.mesos.negotiation.GrantedTask;
import io.parley.mesos.negotiation.MesosNegotiator;
import io.parley.mesos.task.TaskLaunch;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's files are: a link for people, and the last lines of its output, which its agent gives over HTTP. Where
 * the agent does not, the link has to do. Thread-safe.
 */
final class Sandbox {

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int OK = 200;
    private static final int BYTES = 8192;
    private static final int LINES = 20;

    private final KnownSecrets secrets;
    private final MesosNegotiator negotiator;
    private final @Nullable URI master;
    private final BoundedHttp http = new BoundedHttp(ANSWER);

    Sandbox(LaunchRequest request, MesosNegotiator negotiator, @Nullable URI master) {
        this.secrets = secrets(request);
        this.negotiator = negotiator;
        this.master = master;
    }

    private String framework() {
        return negotiator.whenSubscribed().isDone()
                ? negotiator.whenSubscribed().getNow("")
                : "";
    }

    /** Gives the secrets of a request and of what is fetched for it. */
    static KnownSecrets secrets(LaunchRequest request) {
        return KnownSecrets.of(request)
                .and(TaskLaunch.fetchSecrets(request.configuration()).stream()
                        // Agents print what they fetch as JSON, in which they escape slashes.
                        .flatMap(text -> Stream.of(text, text.replace("/", "\\/")))
                        .toList());
    }

    /** Gives the page of the task's files at the master. */
    String link(GrantedTask task) {
        String pages = master == null ? "" : master.getScheme() + "://" + master.getRawAuthority();
        return pages + "/#/agents/" + task.place().agent().getValue() + "/frameworks/" + framework() + "/executors/"
                + task.id();
    }

    /** Tells what is left of a framework that is left to itself. */
    String left(FrameworkKeeping keeping, Optional<Duration> kept) {
        return keeping.left(framework(), master, kept);
    }

    /** Adds the link and the last lines to an end. */
    ProcessExit look(GrantedTask task, ProcessExit exit) {
        List<String> lines = new ArrayList<>();
        for (String file : List.of("stdout", "stderr")) {
            lines.addAll(lastLines(task, file));
        }
        return new ProcessExit(
                exit.reason(),
                exit.status(),
                sentence(secrets.hiddenIn(exit.diagnostics())) + "Its sandbox: " + link(task),
                lines.isEmpty() ? exit.lastLogLines() : lines,
                exit.overrun());
    }

    /** What Mesos says ends without a full stop. */
    private static String sentence(String text) {
        return text.isBlank() ? "" : text.endsWith(".") ? text + " " : text + ". ";
    }

    private List<String> lastLines(GrantedTask task, String file) {
        Optional<SandboxPage> size = read(task, file, -1);
        if (size.isEmpty()) {
            return List.of();
        }
        long from = Math.max(0, size.get().offset() - BYTES);
        List<String> lines =
                read(task, file, from).map(SandboxPage::data).orElse("").lines().toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                .map(secrets::hiddenIn)
                .toList();
    }

    /** Source: the agent's endpoint /files/read; offset -1 asks for the size. */
    private Optional<SandboxPage> read(GrantedTask task, String file, long offset) {
        if (task.agentAddress().isEmpty()) {
            return Optional.empty();
        }
        String path = "/frameworks/" + framework() + "/executors/" + task.id() + "/runs/latest/" + file;
        try {
            URI uri = URI.create(task.agentAddress() + "/files/read?path="
                    + URLEncoder.encode(path, StandardCharsets.UTF_8) + "&offset=" + offset + "&length=" + BYTES);
            return http.get(uri)
                    .filter(answer -> answer.status() == OK)
                    .flatMap(answer -> SandboxPage.parse(answer.body()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
