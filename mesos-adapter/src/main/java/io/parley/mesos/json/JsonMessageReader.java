package io.parley.mesos.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.protobuf.Descriptors.Descriptor;
import org.apache.mesos.protobuf.Descriptors.EnumValueDescriptor;
import org.apache.mesos.protobuf.Descriptors.FieldDescriptor;
import org.apache.mesos.protobuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages as Mesos writes them. Stateless.
 *
 * <p>Fields and enum values that are not known are passed over, as a newer master may send them; nulls mean not set.
 */
public final class JsonMessageReader {

    /** As deep as protobuf itself reads messages. */
    private static final int MOST_DEPTH = 100;

    /** No integer of 64 bits is longer. */
    private static final int MOST_DIGITS = 20;

    private static final double EXACT_INTEGERS = 0x1p53;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            // Names from the network do not stay in the JVM's table of strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonMessageReader() {}

    /**
     * Reads a message.
     *
     * @param json one object in UTF-8, and nothing after it
     * @param message what is filled
     * @throws MalformedJsonException if it is not JSON, a value is of the wrong kind or out of its range, or a required
     *     field is missing
     */
    public static void read(byte[] json, Message.Builder message) throws MalformedJsonException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("A message is a JSON object.", null);
            }
            readMessage(parser, message);
            if (parser.nextToken() != null) {
                throw malformed("Something follows the JSON object of a message.", null);
            }
        } catch (MalformedJsonException e) {
            throw e;
        } catch (IOException e) {
            throw malformed("Not JSON: " + firstLine(e.getMessage()), e);
        }
        if (!message.isInitialized()) {
            throw malformed(
                    "Required fields are missing: " + String.join(", ", message.findInitializationErrors()), null);
        }
    }

    private static void readMessage(JsonParser parser, Message.Builder message) throws IOException {
        Descriptor descriptor = message.getDescriptorForType();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            FieldDescriptor field = descriptor.findFieldByName(parser.currentName());
            JsonToken token = parser.nextToken();
            if (field == null) {
                parser.skipChildren();
            } else if (token == JsonToken.VALUE_NULL) {
                message.clearField(field);
            } else if (field.isMapField()) {
                readMap(parser, message, field);
            } else if (field.isRepeated()) {
                readList(parser, message, field);
            } else {
                Object value = readValue(parser, message, field);
                if (value != null) {
                    message.setField(field, value);
                }
            }
        }
    }

    private static void readList(JsonParser parser, Message.Builder message, FieldDescriptor field) throws IOException {
        expect(parser, field, JsonToken.START_ARRAY, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object value = readValue(parser, message, field);
            if (value != null) {
                message.addRepeatedField(field, value);
            }
        }
    }

    private static void readMap(JsonParser parser, Message.Builder message, FieldDescriptor field) throws IOException {
        expect(parser, field, JsonToken.START_OBJECT, "an object");
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        if (key.getJavaType() != FieldDescriptor.JavaType.STRING) {
            throw malformed(field.getFullName() + " has keys that this reader does not know.", null);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Message.Builder entry = message.newBuilderForField(field);
            entry.setField(key, parser.currentName());
            parser.nextToken();
            Object read = readValue(parser, entry, value);
            if (read != null) {
                message.addRepeatedField(field, entry.setField(value, read).build());
            }
        }
    }

    /** Null where an enum value is not known. */
    private static @Nullable Object readValue(JsonParser parser, Message.Builder message, FieldDescriptor field)
            throws IOException {
        return switch (field.getJavaType()) {
            case BOOLEAN -> readBoolean(parser, field);
            case STRING -> readText(parser, field);
            case BYTE_STRING -> readBytes(parser, field);
            case ENUM -> readEnum(parser, field);
            case INT -> readInt(parser, field);
            case LONG -> readLong(parser, field);
            case FLOAT -> (float) readDouble(parser, field);
            case DOUBLE -> readDouble(parser, field);
            case MESSAGE -> {
                expect(parser, field, JsonToken.START_OBJECT, "an object");
                Message.Builder inner = message.newBuilderForField(field);
                readMessage(parser, inner);
                // Whether required fields are missing is told once, for the whole message.
                yield inner.buildPartial();
            }
        };
    }

    private static @Nullable EnumValueDescriptor readEnum(JsonParser parser, FieldDescriptor field) throws IOException {
        return field.getEnumType().findValueByName(readText(parser, field));
    }

    private static boolean readBoolean(JsonParser parser, FieldDescriptor field) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrongKind(field, "true or false");
        };
    }

    private static String readText(JsonParser parser, FieldDescriptor field) throws IOException {
        expect(parser, field, JsonToken.VALUE_STRING, "a text");
        return parser.getText();
    }

    private static ByteString readBytes(JsonParser parser, FieldDescriptor field) throws IOException {
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(readText(parser, field)));
        } catch (IllegalArgumentException e) {
            throw malformed(field.getFullName() + " is not Base64.", e);
        }
    }

    private static double readDouble(JsonParser parser, FieldDescriptor field) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double value = parser.getDoubleValue();
                if (!Double.isFinite(value)) {
                    throw outOfRange(field);
                }
                yield value;
            }
            default -> throw wrongKind(field, "a number");
        };
    }

    private static int readInt(JsonParser parser, FieldDescriptor field) throws IOException {
        long value = readInteger(parser, field).longValue();
        boolean unsigned = JsonMessageWriter.unsigned(field);
        if (unsigned ? value < 0 || value > 0xffff_ffffL : value != (int) value) {
            throw outOfRange(field);
        }
        return (int) value;
    }

    private static long readLong(JsonParser parser, FieldDescriptor field) throws IOException {
        return readInteger(parser, field).longValue();
    }

    /** Gives a long, or where the field is unsigned a number of at most 64 bits. */
    private static Number readInteger(JsonParser parser, FieldDescriptor field) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> {
                JsonParser.NumberType type = parser.getNumberType();
                if (type == JsonParser.NumberType.BIG_INTEGER) {
                    yield large(parser.getText(), field);
                }
                long value = parser.getLongValue();
                if (value < 0 && JsonMessageWriter.unsigned(field)) {
                    throw outOfRange(field);
                }
                yield value;
            }
            case VALUE_NUMBER_FLOAT -> {
                double value = parser.getDoubleValue();
                if (value != Math.rint(value) || Math.abs(value) > EXACT_INTEGERS) {
                    throw wrongKind(field, "a whole number");
                }
                if (value < 0 && JsonMessageWriter.unsigned(field)) {
                    throw outOfRange(field);
                }
                yield (long) value;
            }
            default -> throw wrongKind(field, "a whole number");
        };
    }

    private static BigInteger large(String digits, FieldDescriptor field) throws MalformedJsonException {
        boolean fits = JsonMessageWriter.unsigned(field)
                && field.getJavaType() == FieldDescriptor.JavaType.LONG
                && digits.length() <= MOST_DIGITS
                && !digits.startsWith("-");
        if (!fits || new BigInteger(digits).bitLength() > Long.SIZE) {
            throw outOfRange(field);
        }
        return new BigInteger(digits);
    }

    private static void expect(JsonParser parser, FieldDescriptor field, JsonToken expected, String kind)
            throws MalformedJsonException {
        if (parser.currentToken() != expected) {
            throw wrongKind(field, kind);
        }
    }

    private static MalformedJsonException wrongKind(FieldDescriptor field, String kind) {
        return malformed(field.getFullName() + " is not " + kind + ".", null);
    }

    private static MalformedJsonException outOfRange(FieldDescriptor field) {
        return malformed(field.getFullName() + " is out of its range.", null);
    }

    private static MalformedJsonException malformed(String message, @Nullable Throwable cause) {
        return new MalformedJsonException(message, cause);
    }

    /** The parser's later lines quote the text and its place in memory. */
    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
