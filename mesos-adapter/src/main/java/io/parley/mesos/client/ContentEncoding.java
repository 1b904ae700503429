package io.parley.mesos.client;

import io.parley.mesos.budget.MemoryBudget;
import io.parley.mesos.budget.ProtobufScan;
import io.parley.mesos.budget.RequiredFields;
import io.parley.mesos.json.JsonMessageReader;
import io.parley.mesos.json.JsonMessageWriter;
import java.io.IOException;
import java.util.Locale;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** How calls and events are written. Mesos takes both, each with exactly this content type and no parameter. */
public enum ContentEncoding {
    /** Smaller and faster; the default. */
    PROTOBUF("application/x-protobuf"),
    /** For people who read along. */
    JSON("application/json");

    private final String contentType;

    ContentEncoding(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** Whether an answer is of this encoding; parameters, such as a charset, are passed over. */
    boolean is(String answered) {
        int parameters = answered.indexOf(';');
        String type = parameters < 0 ? answered : answered.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT).equals(contentType);
    }

    byte[] encode(Call call) {
        return this == PROTOBUF ? call.toByteArray() : JsonMessageWriter.write(call);
    }

    /**
     * Reads an event, whose objects are counted before they are made.
     *
     * @throws IOException if the record is not an event, or takes more than the budget
     */
    Event decode(byte[] record, MemoryBudget budget) throws IOException {
        if (this == JSON) {
            Event.Builder event = Event.newBuilder();
            JsonMessageReader.read(record, event, budget);
            return event.build();
        }
        ProtobufScan.spend(record, Event.getDescriptor(), budget);
        // Protobuf's own check names all fields that are missing, which may take more than they would.
        Event event = Event.parser().parsePartialFrom(record);
        String missing = RequiredFields.missing(event);
        if (!missing.isEmpty()) {
            throw new InvalidProtocolBufferException("Required fields are missing: " + missing);
        }
        return event;
    }
}
