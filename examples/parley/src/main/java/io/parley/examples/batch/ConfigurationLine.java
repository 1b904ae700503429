package io.parley.examples.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads entries from the bytes of one line and says precisely what is wrong with a line. Not thread-safe. */
final class ConfigurationLine {

    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Keys may be anything, and what is interned stays.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** A text that stands where a key belongs may be a secret; only what is clearly a key is shown. */
    private static final Pattern SHOWABLE = Pattern.compile("[A-Za-z][A-Za-z0-9-]*(?:[._][A-Za-z0-9-]+)+");

    private static final int LONGEST_SHOWABLE = 200;

    private final Map<String, String> entries = new HashMap<>();
    private final byte[] bytes;
    private final int start;
    private final int end;
    private final long number;

    /**
     * Takes a line.
     *
     * @param bytes where the bytes are
     * @param start the first byte
     * @param end behind the last byte
     * @param number the number of the line, from 1
     */
    ConfigurationLine(byte[] bytes, int start, int end, long number) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.number = number;
    }

    /**
     * Reads the line; may be called once.
     *
     * @return the text of each key
     * @throws BrokenLineException if the line is no object of keys and scalars
     */
    Map<String, String> read() throws BrokenLineException {
        checkEncoding();
        try (JsonParser json = FACTORY.createParser(bytes, start, end - start)) {
            return read(json);
        } catch (JsonEOFException e) {
            throw broken("it ends within the object");
        } catch (JsonProcessingException e) {
            // Its message may quote the line, which may hold secrets.
            throw broken("it is no JSON"
                    + at(e.getLocation() == null ? 0 : e.getLocation().getByteOffset()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> read(JsonParser json) throws IOException, BrokenLineException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw broken("it is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            throw broken("it holds " + what(first) + " and no object"
                    + at(json.currentTokenLocation().getByteOffset()));
        }
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            checkKey(json, key);
            JsonToken value = json.nextToken();
            if (!isValue(value)) {
                throw broken(
                        "the value of " + shown(key) + " is " + what(value)
                                + at(json.currentTokenLocation().getByteOffset())
                                + ", where a text, a number or a boolean belongs",
                        key);
            }
            entries.put(key, json.getText());
        }
        if (json.nextToken() != null) {
            throw broken("something follows the object"
                    + at(json.currentTokenLocation().getByteOffset()));
        }
        return entries;
    }

    /** Tells whether a key may have a value of this kind. */
    static boolean isValue(JsonToken token) {
        return token.isScalarValue() && token != JsonToken.VALUE_NULL;
    }

    private void checkKey(JsonParser json, String key) throws BrokenLineException {
        if (key.isBlank()) {
            throw broken("a key is blank" + at(json.currentTokenLocation().getByteOffset()));
        }
        if (entries.containsKey(key)) {
            throw broken(
                    shown(key) + " is there a second time"
                            + at(json.currentTokenLocation().getByteOffset()),
                    key);
        }
    }

    private void checkEncoding() throws BrokenLineException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer encoded = ByteBuffer.wrap(bytes, start, end - start);
        if (decoder.decode(encoded, CharBuffer.allocate(end - start), true).isError()) {
            throw broken("it is no UTF-8" + at(encoded.position() - start));
        }
    }

    private static String what(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("No value: " + token);
        };
    }

    /** Words a place; a character of several bytes is one column. */
    private String at(long offset) {
        int column = 1;
        for (int i = start; i < Math.min(end, start + Math.max(0, offset)); i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return " at column " + column;
    }

    private BrokenLineException broken(String reason) {
        return new BrokenLineException(number, reason, List.of());
    }

    private BrokenLineException broken(String reason, String key) {
        return new BrokenLineException(number, reason, isShowable(key) ? List.of(key) : List.of());
    }

    private static String shown(String key) {
        return isShowable(key) ? key : "a key";
    }

    private static boolean isShowable(String key) {
        return key.length() <= LONGEST_SHOWABLE && SHOWABLE.matcher(key).matches();
    }
}
