package io.parley.mesos.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON as maps, lists, texts, booleans and numbers, of which 1 and 1.0 are the same, without empty lists. */
public final class JsonTree {

    private JsonTree() {}

    public static Object of(byte[] json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new TreeMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    Object value = value(parser);
                    if (!value.equals(List.of())) {
                        fields.put(name, value);
                    }
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_NUMBER_INT -> new BigDecimal(parser.getText()).stripTrailingZeros();
            // Java 17 writes some doubles with other last digits that mean the same double.
            case VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getDoubleValue()).stripTrailingZeros();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> String.valueOf(parser.getText());
        };
    }
}
