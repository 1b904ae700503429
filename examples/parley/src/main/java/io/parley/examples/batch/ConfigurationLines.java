package io.parley.examples.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configurations of a chunk. Not thread-safe.
 *
 * <p>The usual lines of a chunk are read by one parser: to make one takes as long as to read half a line. What is
 * unusual, broken or only written in other than ASCII, is read anew by {@link ConfigurationLine}, and a new parser goes
 * on behind it.
 */
final class ConfigurationLines {

    /** Beyond it a map keeps more memory than a next line is likely to need. */
    private static final int USUAL_KEYS = 1000;

    /** The bits of eight bytes that no ASCII has. */
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private final BaseConfiguration base;
    private Map<String, String> entries = new HashMap<>();
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int endOfChunk;
    private @Nullable JsonParser parser;
    private int startOfParser;

    /** Where the parser stands: at the start of this line. */
    private int startOfNext;

    ConfigurationLines(BaseConfiguration base) {
        this.base = base;
    }

    /** Goes to the first line of a chunk. */
    void start(Chunk chunk) {
        bytes = ByteBuffer.wrap(chunk.bytes());
        endOfChunk = chunk.end();
    }

    /** Ends the reading of a chunk. */
    void end() {
        closeParser();
    }

    /**
     * Reads the next line.
     *
     * @param start the first byte
     * @param end behind the last byte
     * @param line the number of the line, from 1
     * @return the configuration, the line laid over the base
     * @throws BrokenLineException if the line is no object of keys and scalars
     */
    FlinkConfiguration read(int start, int end, long line) throws BrokenLineException {
        Map<String, String> read;
        if (isAscii(start, end) && readUsual(start, end)) {
            startOfNext = end + 1;
            read = entries;
        } else {
            closeParser();
            read = new ConfigurationLine(bytes.array(), start, end, line).read();
        }
        base.fixedKeys().forEach(read::remove);
        return base.configuration().overlaidWith(read, new Origin("line " + line));
    }

    private boolean isAscii(int start, int end) {
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            if ((bytes.getLong(i) & NOT_ASCII) != 0) {
                return false;
            }
        }
        for (; i < end; i++) {
            if (bytes.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Reads a line into the entries; tells whether it is as it should be, and else the parser is to be closed. */
    private boolean readUsual(int start, int end) {
        try {
            JsonParser json = parserAt(start);
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            clearEntries();
            int keys = 0;
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                if (key.isBlank() || !ConfigurationLine.isValue(json.nextToken())) {
                    return false;
                }
                entries.put(key, json.getText());
                keys++;
            }
            // The parser knows no lines: the object may end on a later one, and another may follow on this one.
            long behind = startOfParser + json.currentLocation().getByteOffset();
            return entries.size() == keys && behind <= end && isBlank((int) behind, end);
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes.get(i) != '\r' && bytes.get(i) != ' ') {
                return false;
            }
        }
        return true;
    }

    private void clearEntries() {
        if (entries.size() > USUAL_KEYS) {
            entries = new HashMap<>();
        } else {
            entries.clear();
        }
    }

    /** Gives the parser at a line, a new one where a line was passed over. */
    private JsonParser parserAt(int start) throws IOException {
        if (start != startOfNext) {
            closeParser();
        }
        JsonParser json = parser;
        if (json == null) {
            json = ConfigurationLine.FACTORY.createParser(bytes.array(), start, endOfChunk - start);
            parser = json;
            startOfParser = start;
        }
        return json;
    }

    private void closeParser() {
        if (parser != null) {
            try {
                parser.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            parser = null;
        }
    }
}
