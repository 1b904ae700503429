package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.MalformedMessageException;
import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** A scheduler that does nothing by itself: it calls when told, and keeps the events that come. */
final class RawScheduler implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PATH = "/api/v1/scheduler";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI master;
    private final MessageFormat format;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Event> seen = new ArrayList<>();
    private @Nullable InputStream stream;
    private volatile boolean ended;
    private volatile boolean cut;
    private String streamId = "";
    private FrameworkID id = FrameworkID.getDefaultInstance();

    RawScheduler(URI master, MessageFormat format) {
        this.master = master;
        this.format = format;
    }

    static FrameworkInfo.Builder info(String name) {
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder()
                .setUser(System.getProperty("user.name"))
                .setName(name)
                .setFailoverTimeout(60)
                .addRoles("test");
        List.of(
                        FrameworkInfo.Capability.Type.MULTI_ROLE,
                        FrameworkInfo.Capability.Type.PARTITION_AWARE,
                        FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT,
                        FrameworkInfo.Capability.Type.TASK_KILLING_STATE)
                .forEach(type -> info.addCapabilitiesBuilder().setType(type));
        return info;
    }

    /** Subscribes, waits for SUBSCRIBED and keeps the id. */
    FrameworkID subscribe(FrameworkInfo info, String... suppressed) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(
                request(subscription(info, suppressed))
                        .header("Accept", format.contentType())
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("SUBSCRIBE: " + response.statusCode() + " "
                    + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        streamId = response.headers().firstValue("Mesos-Stream-Id").orElseThrow();
        stream = response.body();
        ended = false;
        cut = false;
        Thread reader = new Thread(() -> read(response.body()), "raw-scheduler");
        reader.setDaemon(true);
        reader.start();
        id = await(event -> event.getType() == Event.Type.SUBSCRIBED)
                .getSubscribed()
                .getFrameworkId();
        return id;
    }

    private static Call subscription(FrameworkInfo info, String... suppressed) {
        Call.Builder call = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(
                        Call.Subscribe.newBuilder().setFrameworkInfo(info).addAllSuppressedRoles(List.of(suppressed)));
        if (info.hasId()) {
            call.setFrameworkId(info.getId());
        }
        return call.build();
    }

    /** Subscribes in vain; gives all that comes until the stream ends, in JSON. */
    String refused(FrameworkInfo info) throws IOException, InterruptedException {
        // The end of a stream is that of its connection, which the next one must not use.
        return HttpClient.newHttpClient()
                .send(
                        request(subscription(info))
                                .header("Accept", MessageFormat.JSON.contentType())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void read(InputStream input) {
        try {
            while (true) {
                StringBuilder length = new StringBuilder();
                int each = input.read();
                while (each >= 0 && each != '\n') {
                    length.append((char) each);
                    each = input.read();
                }
                if (each < 0) {
                    break;
                }
                Event.Builder event = Event.newBuilder();
                format.read(input.readNBytes(Integer.parseInt(length.toString())), event);
                events.add(event.build());
            }
        } catch (IOException | MalformedMessageException e) {
            cut = true;
        } finally {
            ended = true;
        }
    }

    private HttpRequest.Builder request(Call call) {
        return HttpRequest.newBuilder(master.resolve(PATH))
                .timeout(PATIENCE)
                .header("Content-Type", format.contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(format.write(call)));
    }

    /** Calls with the ids of the subscription; gives the status and the body. */
    HttpResponse<String> call(Call.Builder call) throws IOException, InterruptedException {
        return call(call, id);
    }

    /** Calls for any framework. */
    HttpResponse<String> call(Call.Builder call, FrameworkID framework) throws IOException, InterruptedException {
        return client.send(
                request(call.setFrameworkId(framework).build())
                        .header("Mesos-Stream-Id", streamId)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> accept(Offer offer, TaskInfo... tasks) throws IOException, InterruptedException {
        return call(Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder()
                        .addOfferIds(offer.getId())
                        .addOperations(Offer.Operation.newBuilder()
                                .setType(Offer.Operation.Type.LAUNCH)
                                .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(List.of(tasks))))
                        .setFilters(Filters.newBuilder().setRefuseSeconds(0))));
    }

    static TaskInfo task(Offer offer, String id, String line, double cpus) {
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(offer.getAgentId())
                .setCommand(CommandInfo.newBuilder().setShell(true).setValue(line))
                .addResources(AgentDescription.scalar("cpus", cpus))
                .addResources(AgentDescription.scalar("mem", 32))
                .build();
    }

    Offer offer() throws InterruptedException {
        return await(event -> event.getType() == Event.Type.OFFERS).getOffers().getOffers(0);
    }

    /** Waits for an update of a state and acknowledges it and those before it. */
    TaskStatus await(String task, TaskState state) throws IOException, InterruptedException {
        while (true) {
            TaskStatus status = await(event -> event.getType() == Event.Type.UPDATE
                            && event.getUpdate()
                                    .getStatus()
                                    .getTaskId()
                                    .getValue()
                                    .equals(task))
                    .getUpdate()
                    .getStatus();
            acknowledge(status);
            if (status.getState() == state) {
                return status;
            }
        }
    }

    void acknowledge(TaskStatus status) throws IOException, InterruptedException {
        if (status.hasUuid()) {
            call(Call.newBuilder()
                    .setType(Call.Type.ACKNOWLEDGE)
                    .setAcknowledge(Call.Acknowledge.newBuilder()
                            .setAgentId(status.getAgentId())
                            .setTaskId(status.getTaskId())
                            .setUuid(status.getUuid())));
        }
    }

    /** Waits for an event; the others are kept. */
    Event await(Predicate<Event> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Event> found = seen.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                seen.remove(found.get());
                return found.get();
            }
            Event event = events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new AssertionError("The event did not come; there are " + seen);
            }
            seen.add(event);
        }
    }

    /** Gives the events that come in a time. */
    List<Event> during(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
        List<Event> all = new ArrayList<>(seen);
        seen.clear();
        events.drainTo(all);
        return all;
    }

    boolean awaitEnd() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ended && System.nanoTime() - deadline < 0) {
            Thread.sleep(5);
        }
        return ended;
    }

    /** Tells whether the stream ended otherwise than by its last chunk. */
    boolean wasCut() {
        return cut;
    }

    FrameworkID id() {
        return id;
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }
}
