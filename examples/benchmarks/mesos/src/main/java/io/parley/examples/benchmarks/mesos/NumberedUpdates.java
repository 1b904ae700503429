package io.parley.examples.benchmarks.mesos;

import io.parley.mesos.client.ContentEncoding;
import io.parley.mesos.json.JsonMessageWriter;
import io.parley.mesos.updates.AcknowledgingScheduler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.protobuf.Message;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.ContainerID;
import org.apache.mesos.v1.Protos.ContainerStatus;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.NetworkInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Updates as a command executor sends them when its task runs, one of each task, told apart by a number. Stateless. */
final class NumberedUpdates {

    static final FrameworkID FRAMEWORK = FrameworkID.newBuilder()
            .setValue("5d3e6f2c-3b1a-4c57-9d0e-27b1c4a6f001-0000")
            .build();

    /** Twelve bytes, so that the number after them begins a group of Base64. */
    private static final byte[] UUID_START = {0x4e, 0x1d, 0x22, 0x61, 0x0a, 0x7f, 0x4c, 0x33, (byte) 0x9b, 1, 2, 3};

    private static final String TASK_START = "task-";
    private static final int DIGITS = 8;

    private NumberedUpdates() {}

    static Event subscribed() {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(
                        Event.Subscribed.newBuilder().setFrameworkId(FRAMEWORK).setHeartbeatIntervalSeconds(15))
                .build();
    }

    static Event update(int number, UpdatesCase.Uuids uuids) {
        return Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(Event.Update.newBuilder().setStatus(status(number, uuids)))
                .build();
    }

    /** Gives the number of the update that a call acknowledges. */
    static int number(Call acknowledgement) {
        return acknowledgement.getAcknowledge().getUuid().asReadOnlyByteBuffer().getInt(UUID_START.length);
    }

    /** Gives the number of an update. */
    static int number(TaskStatus status) {
        return Integer.parseInt(status.getTaskId().getValue().substring(TASK_START.length()));
    }

    static byte[] encoded(Message message, ContentEncoding encoding) {
        return encoding == ContentEncoding.PROTOBUF ? message.toByteArray() : JsonMessageWriter.write(message);
    }

    private static TaskStatus status(int number, UpdatesCase.Uuids uuids) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task(number)))
                .setState(TaskState.TASK_RUNNING)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setAgentId(AgentID.newBuilder().setValue("5d3e6f2c-3b1a-4c57-9d0e-27b1c4a6f001-S417"))
                .setExecutorId(ExecutorID.newBuilder().setValue(task(number)))
                .setTimestamp(1_795_356_406.319172 + number / 1000.0)
                .setContainerStatus(ContainerStatus.newBuilder()
                        .setContainerId(ContainerID.newBuilder().setValue("a5bb5c60-45c7-47a2-bd42-fb7ae8f2e5ec"))
                        .setExecutorPid(7214)
                        .addNetworkInfos(NetworkInfo.newBuilder()
                                .addIpAddresses(NetworkInfo.IPAddress.newBuilder()
                                        .setProtocol(NetworkInfo.Protocol.IPv4)
                                        .setIpAddress("10.20.30.40"))));
        return uuids == UpdatesCase.Uuids.ACKNOWLEDGED
                ? status.setUuid(uuid(number)).build()
                : status.build();
    }

    private static String task(int number) {
        String digits = String.valueOf(number);
        return TASK_START + "0".repeat(DIGITS - digits.length()) + digits;
    }

    private static ByteString uuid(int number) {
        return ByteString.copyFrom(ByteBuffer.allocate(UUID_START.length + Integer.BYTES)
                .put(UUID_START)
                .putInt(number)
                .flip());
    }

    /** The calls that acknowledge the updates, without an object but their bytes. Immutable. */
    static final class Acknowledgements {

        private final boolean json;
        private final byte[] template;
        private final int digitsAt;
        private final int numberAt;

        Acknowledgements(ContentEncoding encoding) {
            Call call = AcknowledgingScheduler.acknowledgement(status(0, UpdatesCase.Uuids.ACKNOWLEDGED)).toBuilder()
                    .setFrameworkId(FRAMEWORK)
                    .build();
            json = encoding == ContentEncoding.JSON;
            template = encoded(call, encoding);
            digitsAt = after(task(0).getBytes(StandardCharsets.US_ASCII));
            numberAt = after(json ? Base64.getEncoder().encode(UUID_START) : UUID_START);
        }

        byte[] of(int number) {
            byte[] call = template.clone();
            int rest = number;
            for (int digit = 1; digit <= DIGITS; digit++) {
                call[digitsAt - digit] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            byte[] last = {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
            byte[] written = json ? Base64.getEncoder().encode(last) : last;
            System.arraycopy(written, 0, call, numberAt, written.length);
            return call;
        }

        private int after(byte[] part) {
            String whole = new String(template, StandardCharsets.ISO_8859_1);
            int at = whole.indexOf(new String(part, StandardCharsets.ISO_8859_1));
            if (at < 0) {
                throw new IllegalStateException("An acknowledgement lacks a part of its update.");
            }
            return at + part.length;
        }
    }
}
