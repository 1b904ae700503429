package io.parley.mesos.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.protobuf.Descriptors.EnumValueDescriptor;
import org.apache.mesos.protobuf.Descriptors.FieldDescriptor;
import org.apache.mesos.protobuf.Message;
import org.apache.mesos.protobuf.MessageOrBuilder;

/**
 * Writes messages as Mesos reads them: names as in the protocol's definition (snake case), enums by name, bytes in
 * Base64, numbers as numbers. Stateless.
 */
public final class JsonMessageWriter {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonMessageWriter() {}

    /**
     * Writes a message.
     *
     * @param message what to write; fields that are not set are left out
     * @return its JSON in UTF-8
     * @throws IllegalArgumentException if a number of it is infinite or not a number, which JSON has no word for
     */
    public static byte[] write(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            writeMessage(message, json);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed.", e);
        }
        return bytes.toByteArray();
    }

    private static void writeMessage(MessageOrBuilder message, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
            FieldDescriptor field = set.getKey();
            json.writeFieldName(field.getName());
            if (field.isMapField()) {
                writeMap(field, (List<?>) set.getValue(), json);
            } else if (field.isRepeated()) {
                json.writeStartArray();
                for (Object element : (List<?>) set.getValue()) {
                    writeValue(field, element, json);
                }
                json.writeEndArray();
            } else {
                writeValue(field, set.getValue(), json);
            }
        }
        json.writeEndObject();
    }

    private static void writeMap(FieldDescriptor field, List<?> entries, JsonGenerator json) throws IOException {
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        json.writeStartObject();
        for (Object entry : entries) {
            Message pair = (Message) entry;
            json.writeFieldName(pair.getField(key).toString());
            writeValue(value, pair.getField(value), json);
        }
        json.writeEndObject();
    }

    private static void writeValue(FieldDescriptor field, Object value, JsonGenerator json) throws IOException {
        switch (field.getJavaType()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case STRING -> json.writeString((String) value);
            case ENUM -> json.writeString(((EnumValueDescriptor) value).getName());
            case BYTE_STRING ->
                json.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case MESSAGE -> writeMessage((Message) value, json);
            case INT ->
                json.writeNumber(
                        unsigned(field) ? Integer.toUnsignedLong((Integer) value) : ((Integer) value).longValue());
            case LONG -> writeLong(field, (Long) value, json);
            case FLOAT -> json.writeNumber(finite(field, ((Float) value).doubleValue()));
            case DOUBLE -> json.writeNumber(finite(field, (Double) value));
        }
    }

    private static void writeLong(FieldDescriptor field, long value, JsonGenerator json) throws IOException {
        if (unsigned(field) && value < 0) {
            json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
        } else {
            json.writeNumber(value);
        }
    }

    private static double finite(FieldDescriptor field, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "JSON has no word for " + value + ", the value of " + field.getFullName() + ".");
        }
        return value;
    }

    static boolean unsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> true;
            default -> false;
        };
    }
}
