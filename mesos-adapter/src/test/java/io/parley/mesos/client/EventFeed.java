package io.parley.mesos.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** A script that takes every subscription and lets the test write the events, and takes every other call. */
class EventFeed implements ScriptedMaster.Script {

    static final String STREAM = "11111111-2222-3333-4444-555555555555";

    private final ContentEncoding encoding;
    private final BlockingQueue<ScriptedMaster.Connection> streams = new LinkedBlockingQueue<>();

    EventFeed(ContentEncoding encoding) {
        this.encoding = encoding;
    }

    @Override
    public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection) throws IOException {
        if (!request.header("mesos-stream-id").isEmpty()) {
            connection.answer("202 Accepted", "");
            return;
        }
        connection.write(head(encoding.contentType()));
        streams.add(connection);
    }

    static String head(String contentType) {
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nMesos-Stream-Id: " + STREAM + "\r\nContent-Type: "
                + contentType + "\r\n\r\n";
    }

    /** The stream of the next subscription. */
    ScriptedMaster.Connection stream() throws InterruptedException {
        ScriptedMaster.Connection stream = streams.poll(10, TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("No subscription within 10 s.");
        }
        return stream;
    }

    void emit(ScriptedMaster.Connection stream, Event event) throws IOException {
        byte[] body = encoding == ContentEncoding.PROTOBUF
                ? event.toByteArray()
                : io.parley.mesos.json.JsonMessageWriter.write(event);
        byte[] length = (body.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] record = new byte[length.length + body.length];
        System.arraycopy(length, 0, record, 0, length.length);
        System.arraycopy(body, 0, record, length.length, body.length);
        chunk(stream, record);
    }

    static void chunk(ScriptedMaster.Connection stream, byte[] bytes) throws IOException {
        byte[] length = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[length.length + bytes.length + 2];
        System.arraycopy(length, 0, all, 0, length.length);
        System.arraycopy(bytes, 0, all, length.length, bytes.length);
        all[all.length - 2] = '\r';
        all[all.length - 1] = '\n';
        stream.write(all);
    }

    static Event subscribed(String framework, double heartbeatSeconds) {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue(framework))
                        .setHeartbeatIntervalSeconds(heartbeatSeconds))
                .build();
    }

    static Event heartbeat() {
        return Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
    }
}
