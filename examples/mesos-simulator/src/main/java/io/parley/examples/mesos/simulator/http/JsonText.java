package io.parley.examples.mesos.simulator.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.List;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.protobuf.Descriptors.EnumValueDescriptor;
import org.apache.mesos.protobuf.Descriptors.FieldDescriptor;
import org.apache.mesos.protobuf.Message;

/**
 * Writes messages as the JSON that Mesos writes: in one line, in the order of the protocol files, with the defaults
 * that those name, unless they are deprecated. Stateless.
 */
final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int DOUBLE_DIGITS = 17;

    private JsonText() {}

    static String of(Message message) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            write(message, generator);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write JSON into memory: " + e.getMessage(), e);
        }
        return text.toString();
    }

    private static void write(Message message, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isRepeated() && message.getRepeatedFieldCount(field) > 0) {
                json.writeArrayFieldStart(field.getName());
                for (Object each : (List<?>) message.getField(field)) {
                    value(each, json);
                }
                json.writeEndArray();
            } else if (!field.isRepeated() && (message.hasField(field) || isWrittenByDefault(field))) {
                json.writeFieldName(field.getName());
                value(message.getField(field), json);
            }
        }
        json.writeEndObject();
    }

    private static boolean isWrittenByDefault(FieldDescriptor field) {
        return field.hasDefaultValue() && !field.getOptions().getDeprecated();
    }

    private static void value(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Message inner) {
            write(inner, json);
        } else if (value instanceof EnumValueDescriptor constant) {
            json.writeString(constant.getName());
        } else if (value instanceof ByteString bytes) {
            json.writeString(Base64.getEncoder().encodeToString(bytes.toByteArray()));
        } else if (value instanceof Double number) {
            json.writeNumber(decimal(number));
        } else if (value instanceof Float number) {
            json.writeNumber(decimal(number));
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else {
            json.writeString(value.toString());
        }
    }

    /** Without an exponent, with a fraction also where it is zero, and as short as it reads back. */
    private static String decimal(double number) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal shortest = exact;
        for (int digits = DOUBLE_DIGITS; digits > 0; digits--) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() != number) {
                break;
            }
            shortest = rounded;
        }
        String plain = shortest.stripTrailingZeros().toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
