package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.Answer;
import io.parley.examples.mesos.simulator.http.HttpRequest;
import io.parley.examples.mesos.simulator.http.HttpResponse;
import io.parley.examples.mesos.simulator.http.MalformedMessageException;
import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/** Answers the calls of schedulers, with the statuses and sentences of a real master. Thread-safe. */
final class SchedulerApi {

    /**
     * Where a call came in.
     *
     * @param port the port of the master
     * @param open tells whether that master has run ever since
     */
    record Entrance(int port, BooleanSupplier open) {}

    private static final String STREAM_ID = "mesos-stream-id";
    private static final HttpResponse UNAUTHORIZED = HttpResponse.text(401, "401 Unauthorized.")
            .with("WWW-Authenticate", "Basic realm=\"mesos-master-scheduler\"");

    private final Map<String, String> credentials;
    private final Calls calls;
    private final CallFaults faults;
    private final MasterLoop loop;

    SchedulerApi(Map<String, String> credentials, Calls calls, CallFaults faults, MasterLoop loop) {
        this.credentials = credentials;
        this.calls = calls;
        this.faults = faults;
        this.loop = loop;
    }

    Answer answer(HttpRequest request, Entrance entrance) {
        Optional<String> principal = principal(request);
        if (!credentials.isEmpty() && principal.isEmpty()) {
            return UNAUTHORIZED;
        }
        if (!request.method().equals("POST")) {
            return HttpResponse.text(
                            405,
                            "405 Method Not Allowed. Expecting one of { 'POST' }, but received '" + request.method()
                                    + "'.")
                    .with("Allow", "POST");
        }
        Optional<String> contentType = request.header("content-type");
        if (contentType.isEmpty()) {
            return HttpResponse.text(400, "Expecting 'Content-Type' to be present");
        }
        Optional<MessageFormat> format = MessageFormat.ofContentType(contentType.get());
        if (format.isEmpty()) {
            return HttpResponse.text(415, "Expecting 'Content-Type' of application/json or application/x-protobuf");
        }
        Call.Builder call = Call.newBuilder();
        try {
            format.get().read(request.body(), call);
        } catch (MalformedMessageException e) {
            return HttpResponse.text(400, String.valueOf(e.getMessage()));
        }
        return answer(request, call.build(), principal, entrance);
    }

    private Answer answer(HttpRequest request, Call call, Optional<String> principal, Entrance entrance) {
        Optional<String> problem = CallValidation.problem(call)
                .or(() -> call.getType() == Call.Type.SUBSCRIBE
                        ? otherPrincipal(principal, call.getSubscribe().getFrameworkInfo())
                        : Optional.empty());
        if (problem.isPresent()) {
            return HttpResponse.text(400, "Failed to validate scheduler::Call: " + problem.get());
        }
        Optional<HttpResponse> refusal = faults.refusal(call.getType());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (call.getType() == Call.Type.SUBSCRIBE) {
            return subscribe(request, call, entrance);
        }
        Answer answer = loop.call(() -> known(request, call, principal));
        pause(call.getType());
        return answer;
    }

    private Answer subscribe(HttpRequest request, Call call, Entrance entrance) {
        Optional<MessageFormat> accepted =
                MessageFormat.acceptedBy(request.header("accept").orElse(""));
        if (accepted.isEmpty()) {
            return HttpResponse.text(406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");
        }
        if (request.header(STREAM_ID).isPresent()) {
            return HttpResponse.text(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
        }
        // Nobody subscribes at a master that has ended while the call waited for its turn.
        return loop.call(() -> entrance.open().getAsBoolean()
                ? calls.subscribe(call, accepted.get(), entrance.port())
                : HttpResponse.text(503, "Master has ended"));
    }

    private HttpResponse known(HttpRequest request, Call call, Optional<String> principal) {
        String id = call.getFrameworkId().getValue();
        Framework framework = calls.framework(id);
        if (framework == null) {
            return HttpResponse.text(400, "Framework cannot be found");
        }
        Optional<String> other = otherPrincipal(principal, framework.info());
        if (other.isPresent()) {
            return HttpResponse.text(400, other.get());
        }
        Subscription subscription = framework.subscription();
        if (subscription == null) {
            return HttpResponse.text(403, "Framework is not subscribed");
        }
        Optional<HttpResponse> wrongStream = wrongStream(request.header(STREAM_ID), subscription, id);
        return wrongStream.orElseGet(() -> calls.handle(framework, call));
    }

    private static Optional<HttpResponse> wrongStream(
            Optional<String> given, Subscription subscription, String framework) {
        if (given.isEmpty()) {
            return Optional.of(
                    HttpResponse.text(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header"));
        }
        return given.get().equals(subscription.stream().streamId())
                ? Optional.empty()
                : Optional.of(HttpResponse.text(
                        400,
                        "The stream ID '" + given.get() + "' included in this request didn't match the stream ID"
                                + " currently associated with framework ID " + framework));
    }

    private static Optional<String> otherPrincipal(Optional<String> principal, FrameworkInfo info) {
        return principal
                .filter(name -> info.hasPrincipal() && !name.equals(info.getPrincipal()))
                .map(name -> "Authenticated principal '" + name + "' does not match principal '" + info.getPrincipal()
                        + "' set in `FrameworkInfo`");
    }

    /** Gives who calls, where credentials are demanded and right. */
    private Optional<String> principal(HttpRequest request) {
        if (credentials.isEmpty()) {
            return Optional.empty();
        }
        String[] words = request.header("authorization").orElse("").split(" ", 2);
        if (words.length < 2 || !words[0].equalsIgnoreCase("basic")) {
            return Optional.empty();
        }
        String pair = decoded(words[1].strip());
        int colon = pair == null ? -1 : pair.indexOf(':');
        if (pair == null || colon < 0) {
            return Optional.empty();
        }
        String name = pair.substring(0, colon);
        return pair.substring(colon + 1).equals(credentials.get(name)) ? Optional.of(name) : Optional.empty();
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void pause(Call.Type type) {
        try {
            Thread.sleep(faults.delay(type).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
