package io.parley.examples.launch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value that was read. Immutable.
 *
 * @param scalar the text of a string, number or boolean; empty for everything else
 * @param members the members of an object
 * @param elements the elements of an array
 */
record Json(Optional<String> scalar, Map<String, Json> members, List<Json> elements) {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Json NOTHING = new Json(Optional.empty(), Map.of(), List.of());

    /**
     * Reads a document.
     *
     * @throws IOException if the text is no JSON
     */
    static Json parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            return read(parser);
        }
    }

    private static Json read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Json> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, read(parser));
            }
            return new Json(Optional.empty(), members, List.of());
        }
        if (token == JsonToken.START_ARRAY) {
            List<Json> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(read(parser));
            }
            return new Json(Optional.empty(), Map.of(), elements);
        }
        return token == null || token == JsonToken.VALUE_NULL
                ? NOTHING
                : new Json(Optional.of(parser.getText()), Map.of(), List.of());
    }

    /** Gives a member of an object; an empty value where there is none. */
    Json member(String name) {
        return members.getOrDefault(name, NOTHING);
    }

    /** Gives the text of a member of an object, if it has one. */
    Optional<String> text(String name) {
        return member(name).scalar;
    }
}
