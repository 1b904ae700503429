package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.Answer;
import io.parley.examples.mesos.simulator.http.HttpEndpoint;
import io.parley.examples.mesos.simulator.http.HttpRequest;
import io.parley.examples.mesos.simulator.http.HttpResponse;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** The HTTP address of one of the masters. Thread-safe. */
final class MasterFront implements AutoCloseable {

    /** What a master does with calls. */
    enum Role {
        /** It leads. */
        LEADING,
        /** It sends to the leader. */
        STANDING_BY,
        /** It has just opened its port. */
        STARTING,
        /** It reads what it knew before it was started. */
        RECOVERING
    }

    private static final String PREFIX = "/master";
    private static final String SCHEDULER = "/api/v1/scheduler";

    private final SchedulerApi api;
    private final IntSupplier leaderPort;
    private final String home;
    private final HttpEndpoint endpoint;
    private final AtomicInteger closings = new AtomicInteger();
    private volatile Role role;

    /** Opens one that shows a text where a real master shows its pages. */
    MasterFront(SchedulerApi api, Role role, IntSupplier leaderPort, String home) {
        this.home = home;
        this.api = api;
        this.role = role;
        this.leaderPort = leaderPort;
        this.endpoint = new HttpEndpoint(this::answer);
    }

    int port() {
        return endpoint.port();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    Role role() {
        return role;
    }

    void become(Role now) {
        role = now;
    }

    void reopen(Role now) {
        role = now;
        endpoint.reopen();
    }

    private Answer answer(HttpRequest request) {
        String path = request.path();
        String local = path.startsWith(PREFIX + "/") ? path.substring(PREFIX.length()) : path;
        if (role == Role.STARTING) {
            return HttpResponse.text(404, "404 Not Found.");
        }
        return switch (local) {
            case "/" -> HttpResponse.text(200, home);
            case "/health" -> HttpResponse.of(200);
            case "/version" -> HttpResponse.json("{\"version\":\"1.12.0\",\"build_user\":\"parley-mesos-simulator\"}");
            case "/redirect" -> redirect("");
            case SCHEDULER -> scheduler(request);
            default -> role == Role.STANDING_BY ? redirect(PREFIX + local) : HttpResponse.text(404, "404 Not Found.");
        };
    }

    private Answer scheduler(HttpRequest request) {
        return switch (role) {
            case STANDING_BY -> redirect(PREFIX + SCHEDULER);
            case RECOVERING -> HttpResponse.text(503, "Master has not finished recovery");
            case LEADING, STARTING -> {
                int before = closings.get();
                yield api.answer(request, new SchedulerApi.Entrance(port(), () -> closings.get() == before));
            }
        };
    }

    private HttpResponse redirect(String path) {
        if (role == Role.STANDING_BY && leaderPort.getAsInt() == port()) {
            return HttpResponse.text(503, "No leader elected");
        }
        return HttpResponse.of(307).with("Location", "//127.0.0.1:" + leaderPort.getAsInt() + path);
    }

    @Override
    public void close() {
        closings.incrementAndGet();
        endpoint.close();
    }
}
