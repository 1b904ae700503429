package io.parley.mesos.client;

import io.parley.mesos.budget.BudgetExceededException;
import io.parley.mesos.budget.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Records of few bytes of which much is made, by how often they repeat something. */
enum HostileRecords {
    EMPTY_OFFERS(ContentEncoding.PROTOBUF, times -> joined(new byte[] {8, 2}, message(3, repeated(times, 0x0a, 0)))),
    /** An agent that offers nothing but empty resources. */
    EMPTY_RESOURCES(
            ContentEncoding.PROTOBUF,
            times -> joined(new byte[] {8, 2}, message(3, message(1, repeated(times, 0x2a, 0))))),
    /** Fields of small numbers, in turns, which protobuf sorts in anew at each. */
    UNKNOWN_FIELDS(
            ContentEncoding.PROTOBUF, times -> joined(new byte[] {8, 8}, repeated(times, 0xc8, 6, 1, 0xd0, 6, 1))),
    /** Values of a known enum that nobody knows, of two fields in turns. */
    UNKNOWN_VALUES(
            ContentEncoding.PROTOBUF,
            times -> joined(new byte[] {8, 4}, message(5, message(1, repeated(times, 0x10, 0xe7, 7, 0x48, 0xe7, 7))))),
    /** One message in parts, of which protobuf copies all before at each. */
    PARTS(ContentEncoding.PROTOBUF, times -> joined(new byte[] {8, 2}, repeated(times, 0x1a, 2, 0x0a, 0))),
    GROUPS(ContentEncoding.PROTOBUF, times -> joined(new byte[] {8, 8}, repeated(times, 0xcb, 6, 0xcc, 6))),
    LONG_TEXT(ContentEncoding.PROTOBUF, times -> joined(new byte[] {8, 7}, message(8, message(1, new byte[times])))),
    EMPTY_OBJECTS(ContentEncoding.JSON, times -> json("{\"type\":\"OFFERS\",\"offers\":{\"offers\":[", "{},", times)),
    EMPTY_RANGES(
            ContentEncoding.JSON,
            times -> json(
                    "{\"type\":\"OFFERS\",\"offers\":{\"offers\":[{\"resources\":[{\"ranges\":{\"range\":[",
                    "{},",
                    times)),
    /** Only the parser's table of names knows them. */
    NAMES(ContentEncoding.JSON, times -> {
        StringBuilder json = new StringBuilder("{\"type\":\"HEARTBEAT\"");
        for (int name = 0; name < times; name++) {
            json.append(",\"").append(name).append("\":0");
        }
        return bytes(json.append('}').toString());
    }),
    LONG_NAMES(ContentEncoding.JSON, times -> {
        StringBuilder json = new StringBuilder("{\"type\":\"HEARTBEAT\",\"x\":{\"\":0");
        for (int name = 0; name < times; name++) {
            json.append(",\"").append(name).append("y".repeat(1000)).append("\":0");
        }
        return bytes(json.append("}}").toString());
    }),
    LONG_MESSAGE(
            ContentEncoding.JSON,
            times -> bytes("{\"type\":\"ERROR\",\"error\":{\"message\":\"" + "x".repeat(times) + "\"}}")),
    /** Two bytes of memory for each of them. */
    LONG_WIDE_MESSAGE(
            ContentEncoding.JSON,
            times -> bytes("{\"type\":\"ERROR\",\"error\":{\"message\":\"€" + "x".repeat(times) + "\"}}")),
    LONG_DATA(
            ContentEncoding.JSON,
            times -> bytes(
                    "{\"type\":\"MESSAGE\",\"message\":{\"agent_id\":{\"value\":\"a\"},\"executor_id\":{\"value\":"
                            + "\"e\"},\"data\":\"" + "AAAA".repeat(times / 4) + "\"}}"));

    private final ContentEncoding encoding;

    @SuppressWarnings("ImmutableEnumChecker") // Functions of nothing but their argument.
    private final IntFunction<byte[]> record;

    HostileRecords(ContentEncoding encoding, IntFunction<byte[]> record) {
        this.encoding = encoding;
        this.record = record;
    }

    ContentEncoding encoding() {
        return encoding;
    }

    /** Whether its time grows with the square of its length. */
    boolean takesTime() {
        return this == UNKNOWN_FIELDS || this == UNKNOWN_VALUES || this == PARTS;
    }

    byte[] of(int times) {
        return record.apply(times);
    }

    /** The most repetitions that are read within a bound; the record may be refused for another reason. */
    int mostWithin(int eventBytes) {
        int fits = 1;
        int tooMany = 2;
        while (tooMany < eventBytes && fits(of(tooMany), eventBytes)) {
            fits = tooMany;
            tooMany *= 2;
        }
        while (tooMany - fits > Math.max(1, fits / 100)) {
            int middle = fits + (tooMany - fits) / 2;
            if (fits(of(middle), eventBytes)) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    private boolean fits(byte[] record, int eventBytes) {
        if (record.length > eventBytes / 2) {
            return false;
        }
        try {
            encoding.decode(record, MemoryBudget.ofRecord(record.length, eventBytes));
            return true;
        } catch (BudgetExceededException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static byte[] json(String start, String element, int times) {
        // Without an end, which the reader meets last.
        return bytes(start + element.repeat(times));
    }

    private static byte[] message(int field, byte[] content) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write((field << 3) | 2);
        int length = content.length;
        while (length > 0x7f) {
            all.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        all.write(length);
        all.writeBytes(content);
        return all.toByteArray();
    }

    private static byte[] repeated(int times, int... bytes) {
        byte[] all = new byte[Math.multiplyExact(times, bytes.length)];
        for (int at = 0; at < all.length; at++) {
            all[at] = (byte) bytes[at % bytes.length];
        }
        return all;
    }

    private static byte[] joined(byte[]... parts) {
        return HostileStreams.joined(parts);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
