package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.MalformedMessageException;
import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** The bytes of a recorded request with other ids in them. */
final class RecordedRequest {

    private static final String HEAD_END = "\r\n\r\n";

    private RecordedRequest() {}

    /** Changes the ids in the head and in the body, and the length to suit. */
    static byte[] withIds(byte[] request, UnaryOperator<String> translation) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(HEAD_END) + HEAD_END.length();
        String head = translation.apply(text.substring(0, end));
        byte[] body = Arrays.copyOfRange(request, end, request.length);
        byte[] changed = head.contains("application/x-protobuf\r\nAccept")
                        || head.contains("Content-Type: application/x-protobuf")
                ? protobuf(body, translation)
                : translation.apply(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        if (changed.length != body.length) {
            head = head.replaceFirst("Content-Length: " + body.length, "Content-Length: " + changed.length);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(changed);
        return all.toByteArray();
    }

    private static byte[] protobuf(byte[] body, UnaryOperator<String> translation) {
        try {
            Call.Builder call = Call.newBuilder();
            MessageFormat.PROTOBUF.read(body, call);
            String json = new String(MessageFormat.JSON.write(call.build()), StandardCharsets.UTF_8);
            Call.Builder changed = Call.newBuilder();
            MessageFormat.JSON.read(translation.apply(json).getBytes(StandardCharsets.UTF_8), changed);
            return MessageFormat.PROTOBUF.write(changed.build());
        } catch (MalformedMessageException e) {
            // Garbage on purpose stays as it is.
            return body;
        }
    }
}
