package io.parley.mesos.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.parley.mesos.budget.BudgetExceededException;
import io.parley.mesos.budget.MemoryBudget;
import io.parley.mesos.budget.RequiredFields;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private static final int LONGEST_NAME = 1024;
    private static final double EXACT_INTEGERS = 0x1p53;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            // Names from the network do not stay in the JVM's table of strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** By name, for a descriptor builds a full name to find one. As many as there are types of messages. */
    private static final ConcurrentMap<Descriptor, Map<String, FieldDescriptor>> FIELDS = new ConcurrentHashMap<>();

    /** What the parser and a text take at once while it is read, in bytes for one of its own. */
    private static final int TEXT_BUFFERS = 6;

    private final JsonParser parser;
    private final MemoryBudget budget;

    private JsonMessageReader(JsonParser parser, MemoryBudget budget) {
        this.parser = parser;
        this.budget = budget;
    }

    /**
     * Reads a message.
     *
     * @param json one object in UTF-8, and nothing after it
     * @param message what is filled
     * @throws MalformedJsonException if it is not JSON, a value is of the wrong kind or out of its range, or a required
     *     field is missing
     */
    public static void read(byte[] json, Message.Builder message) throws MalformedJsonException {
        try {
            read(json, message, MemoryBudget.ofRecord(json.length, Long.MAX_VALUE));
        } catch (BudgetExceededException e) {
            throw new IllegalStateException("A budget without an end was exceeded.", e);
        }
    }

    /**
     * Reads a message that may take only so much memory.
     *
     * @param json one object in UTF-8, and nothing after it
     * @param message what is filled
     * @param budget what is made is counted against it, before it is made
     * @throws MalformedJsonException if it is not JSON, a value is of the wrong kind or out of its range, or a required
     *     field is missing
     * @throws BudgetExceededException if the message takes more
     */
    public static void read(byte[] json, Message.Builder message, MemoryBudget budget)
            throws MalformedJsonException, BudgetExceededException {
        if (!isUtf8(json)) {
            throw malformed("JSON is written in UTF-8.", null);
        }
        budget.need(TEXT_BUFFERS * longestText(json));
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("A message is a JSON object.", null);
            }
            new JsonMessageReader(parser, budget).readMessage(message);
            if (parser.nextToken() != null) {
                throw malformed("Something follows the JSON object of a message.", null);
            }
        } catch (MalformedJsonException | BudgetExceededException e) {
            throw e;
        } catch (IOException e) {
            throw malformed("Not JSON: " + firstLine(e.getMessage()), e);
        }
        String missing = RequiredFields.missing(message);
        if (!missing.isEmpty()) {
            throw malformed("Required fields are missing: " + missing, null);
        }
    }

    /** Whether it does not begin as JSON in UTF-16 or UTF-32 does. */
    private static boolean isUtf8(byte[] json) {
        for (int at = 0; at < Math.min(4, json.length); at++) {
            if (json[at] == 0 || json[at] == (byte) 0xfe || json[at] == (byte) 0xff) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes the longest text has; of what is not JSON, any number. */
    private static long longestText(byte[] json) {
        long longest = 0;
        int start = -1;
        for (int at = 0; at < json.length; at++) {
            if (json[at] == '\\') {
                at++;
            } else if (json[at] == '"') {
                longest = start < 0 ? longest : Math.max(longest, at - start);
                start = start < 0 ? at : -1;
            }
        }
        return start < 0 ? longest : Math.max(longest, json.length - start);
    }

    private void readMessage(Message.Builder message) throws IOException {
        Map<String, FieldDescriptor> fields = FIELDS.computeIfAbsent(
                message.getDescriptorForType(),
                type -> type.getFields().stream()
                        .collect(Collectors.toUnmodifiableMap(FieldDescriptor::getName, Function.identity())));
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            FieldDescriptor field = fields.get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (field == null) {
                budget.spendName(parser.currentName().length());
                skip();
            } else if (token == JsonToken.VALUE_NULL) {
                message.clearField(field);
            } else if (field.isMapField()) {
                readMap(message, field);
            } else if (field.isRepeated()) {
                readList(message, field);
            } else {
                Object value = readValue(message, field);
                if (value != null) {
                    message.setField(field, value);
                }
            }
        }
    }

    /** Passes over a value that means nothing here, but for the names in it, which the parser keeps for a while. */
    private void skip() throws IOException {
        int depth = parser.currentToken().isStructStart() ? 1 : 0;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw malformed("Not JSON: it ends within a value.", null);
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME) {
                budget.spendName(parser.currentName().length());
            }
        }
    }

    private void readList(Message.Builder message, FieldDescriptor field) throws IOException {
        expect(field, JsonToken.START_ARRAY, "a list");
        budget.spendList();
        boolean numbers = isNumber(field);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (numbers) {
                budget.spendNumber();
            }
            Object value = readValue(message, field);
            if (value != null) {
                message.addRepeatedField(field, value);
            }
        }
    }

    private void readMap(Message.Builder message, FieldDescriptor field) throws IOException {
        expect(field, JsonToken.START_OBJECT, "an object");
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        if (key.getJavaType() != FieldDescriptor.JavaType.STRING) {
            throw malformed(field.getFullName() + " has keys that this reader does not know.", null);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Message.Builder entry = message.newBuilderForField(field);
            budget.spendMessage(field.getMessageType());
            budget.spendText(2L * parser.currentName().length());
            entry.setField(key, parser.currentName());
            parser.nextToken();
            Object read = readValue(entry, value);
            if (read != null) {
                message.addRepeatedField(field, entry.setField(value, read).build());
            }
        }
    }

    /** Null where an enum value is not known. */
    private @Nullable Object readValue(Message.Builder message, FieldDescriptor field) throws IOException {
        return switch (field.getJavaType()) {
            case BOOLEAN -> readBoolean(field);
            case STRING -> readText(field);
            case BYTE_STRING -> readBytes(field);
            case ENUM -> readEnum(field);
            case INT -> readInt(field);
            case LONG -> readLong(field);
            case FLOAT -> (float) readDouble(field);
            case DOUBLE -> readDouble(field);
            case MESSAGE -> {
                expect(field, JsonToken.START_OBJECT, "an object");
                budget.spendMessage(field.getMessageType());
                Message.Builder inner = message.newBuilderForField(field);
                readMessage(inner);
                // Whether required fields are missing is told once, for the whole message.
                yield inner.buildPartial();
            }
        };
    }

    private @Nullable EnumValueDescriptor readEnum(FieldDescriptor field) throws IOException {
        return field.getEnumType().findValueByName(readText(field));
    }

    private boolean readBoolean(FieldDescriptor field) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrongKind(field, "true or false");
        };
    }

    private String readText(FieldDescriptor field) throws IOException {
        expect(field, JsonToken.VALUE_STRING, "a text");
        String text = parser.getText();
        budget.spendText(2L * text.length());
        return text;
    }

    private static boolean isNumber(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE, STRING, BYTE_STRING -> false;
            case BOOLEAN, ENUM, INT, LONG, FLOAT, DOUBLE -> true;
        };
    }

    private ByteString readBytes(FieldDescriptor field) throws IOException {
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(readText(field)));
        } catch (IllegalArgumentException e) {
            throw malformed(field.getFullName() + " is not Base64.", e);
        }
    }

    private double readDouble(FieldDescriptor field) throws IOException {
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

    private int readInt(FieldDescriptor field) throws IOException {
        long value = readInteger(field).longValue();
        boolean unsigned = JsonMessageWriter.unsigned(field);
        if (unsigned ? value < 0 || value > 0xffff_ffffL : value != (int) value) {
            throw outOfRange(field);
        }
        return (int) value;
    }

    private long readLong(FieldDescriptor field) throws IOException {
        return readInteger(field).longValue();
    }

    /** Gives a long, or where the field is unsigned a number of at most 64 bits. */
    private Number readInteger(FieldDescriptor field) throws IOException {
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

    private void expect(FieldDescriptor field, JsonToken expected, String kind) throws MalformedJsonException {
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
