package io.parley.examples.mesos.simulator.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.Base64;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.protobuf.Descriptors.EnumValueDescriptor;
import org.apache.mesos.protobuf.Descriptors.FieldDescriptor;
import org.apache.mesos.protobuf.Message;

/**
 * Reads JSON as Mesos does: names as in the protocol files, unknown names and unknown values of enumerations ignored,
 * bytes in base 64.
 */
final class JsonReader {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final String message;

    private JsonReader(JsonParser parser, String message) {
        this.parser = parser;
        this.message = message;
    }

    static void read(String json, Message.Builder into) throws MalformedMessageException {
        try (JsonParser parser = JSON.createParser(json)) {
            JsonReader reader =
                    new JsonReader(parser, into.getDescriptorForType().getName());
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException("Failed to parse body into JSON: not an object");
            }
            reader.object(into);
        } catch (JsonParseException e) {
            throw new MalformedMessageException("Failed to parse body into JSON: " + place(json, e), e);
        } catch (IOException e) {
            throw new MalformedMessageException("Failed to parse body into JSON: " + e.getMessage(), e);
        }
    }

    private static String place(String json, JsonParseException e) {
        int offset = Math.max(0, (int) Math.min(e.getLocation().getCharOffset(), json.length()));
        String rest = e instanceof JsonEOFException ? "" : json.substring(offset);
        return "syntax error at line " + Math.max(1, e.getLocation().getLineNr()) + " near: " + rest;
    }

    private void object(Message.Builder into) throws IOException, MalformedMessageException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            FieldDescriptor field = into.getDescriptorForType().findFieldByName(parser.currentName());
            JsonToken token = parser.nextToken();
            if (field == null || token == JsonToken.VALUE_NULL) {
                parser.skipChildren();
            } else if (field.isRepeated()) {
                if (token != JsonToken.START_ARRAY) {
                    unexpected(token, field);
                }
                for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
                    value(each, field, into);
                }
            } else {
                value(token, field, into);
            }
        }
    }

    private void value(JsonToken token, FieldDescriptor field, Message.Builder into)
            throws IOException, MalformedMessageException {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            if (token != JsonToken.START_OBJECT) {
                unexpected(token, field);
            }
            Message.Builder inner = into.newBuilderForField(field);
            object(inner);
            // Whatever lacks is told for the whole message.
            put(into, field, inner.buildPartial());
        } else if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
            EnumValueDescriptor constant =
                    token == JsonToken.VALUE_STRING ? field.getEnumType().findValueByName(parser.getText()) : null;
            if (constant != null) {
                put(into, field, constant);
            }
        } else {
            put(into, field, scalar(token, field));
        }
    }

    private static void put(Message.Builder into, FieldDescriptor field, Object value) {
        if (field.isRepeated()) {
            into.addRepeatedField(field, value);
        } else {
            into.setField(field, value);
        }
    }

    private Object scalar(JsonToken token, FieldDescriptor field) throws IOException, MalformedMessageException {
        boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        boolean text = token == JsonToken.VALUE_STRING;
        boolean truth = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        try {
            return switch (field.getJavaType()) {
                case INT -> number ? (int) parser.getDoubleValue() : unexpected(token, field);
                case LONG ->
                    text ? Long.parseLong(parser.getText()) : number ? parser.getLongValue() : unexpected(token, field);
                case FLOAT -> number ? (float) parser.getDoubleValue() : unexpected(token, field);
                case DOUBLE -> number ? parser.getDoubleValue() : unexpected(token, field);
                case BOOLEAN -> truth ? token == JsonToken.VALUE_TRUE : unexpected(token, field);
                case STRING -> text ? parser.getText() : unexpected(token, field);
                case BYTE_STRING ->
                    text ? ByteString.copyFrom(Base64.getDecoder().decode(parser.getText())) : unexpected(token, field);
                case ENUM, MESSAGE -> unexpected(token, field);
            };
        } catch (IllegalArgumentException e) {
            throw failed("Failed to base64 decode or to read a number in field '" + field.getName() + "'");
        }
    }

    /** Never gives anything: it tells what was found in the place of a value. */
    private Object unexpected(JsonToken token, FieldDescriptor field) throws MalformedMessageException {
        String kind = switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            default -> "number";
        };
        throw failed("Not expecting a JSON " + kind + " for field '" + field.getName() + "'");
    }

    private MalformedMessageException failed(String reason) {
        return new MalformedMessageException("Failed to convert JSON into " + message + " protobuf: " + reason);
    }
}
