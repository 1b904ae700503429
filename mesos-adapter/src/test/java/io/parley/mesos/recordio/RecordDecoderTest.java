package io.parley.mesos.recordio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {

    private static final int MOST = 1 << 20;
    private static final long SEED = Long.getLong("parley.seed", 20261129);
    static final List<String> STREAMS = Recordings.STREAMS;

    @ParameterizedTest
    @FieldSource("STREAMS")
    void cutsRecordedStreamsWhereverTwoChunksMeet(String name) throws Exception {
        byte[] all = Recordings.stream(name);
        List<byte[]> expected = Recordings.records(name);
        assertThat(expected).isNotEmpty();
        for (int border = 0; border <= all.length; border++) {
            List<byte[]> records = new ArrayList<>();
            RecordDecoder decoder = new RecordDecoder(MOST);
            decoder.feed(Recordings.part(all, 0, border), records::add);
            decoder.feed(Recordings.part(all, border, all.length), records::add);
            decoder.end();
            assertSame(records, expected, border);
        }
    }

    @Test
    void cutsRecordedStreamsInManyChunks() throws Exception {
        System.out.println("RecordDecoderTest runs with -Dparley.seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 200; round++) {
            String name = STREAMS.get(random.nextInt(STREAMS.size()));
            byte[] all = Recordings.stream(name);
            int longest = 1 + random.nextInt(random.nextBoolean() ? 4 : 2000);
            List<byte[]> records = new ArrayList<>();
            RecordDecoder decoder = new RecordDecoder(MOST);
            for (int at = 0; at < all.length; ) {
                int to = Math.min(all.length, at + random.nextInt(longest + 1));
                decoder.feed(Recordings.part(all, at, to), records::add);
                at = to;
            }
            decoder.end();
            assertSame(records, Recordings.records(name), round);
        }
    }

    @Test
    void findsEmptyRecordsAndLeadingZeros() throws Exception {
        assertThat(decode("0\n003\nabc0\n")).containsExactly("", "abc", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "-1\n", "+1\n", " 1\n", "1 \n", "1\r\n", "0x1\n", "a\n", "1.0\n", "\u0661\n", "1,"})
    void refusesLengthsThatAreNotDigits(String stream) {
        assertThatExceptionOfType(RecordIoException.class)
                .isThrownBy(() -> decode(stream))
                .withMessageContaining("decimal digits and then a line feed");
    }

    @ParameterizedTest
    @CsvSource({
        "1048577, A record of 1048577 bytes is longer than the bound of 1048576 bytes.",
        "4294967297, A record of 4294967297 bytes is longer than the bound",
        "9223372036854775808, longer than the bound",
        "18446744073709551617, longer than the bound",
        "99999999999999999999, longer than the bound"
    })
    void refusesLengthsAboveItsBoundAndTellsBoth(String length, String message) {
        assertThatExceptionOfType(RecordTooLongException.class)
                .isThrownBy(() -> decode(length + "\n"))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"000000000000000000001, more than 20 digits", "99999999999999999999999999, more than 20 digits"})
    void refusesLengthsOfTooManyDigitsBeforeTheyAreWhole(String length, String message) {
        assertThatExceptionOfType(RecordIoException.class)
                .isThrownBy(() -> decode(length))
                .withMessageContaining(message);
    }

    @Test
    void getsNoMemoryForBytesThatAreOnlyAnnounced() throws Exception {
        RecordDecoder decoder = new RecordDecoder(1 << 30);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        decoder.feed(bytes("1000000000\n" + "x".repeat(100)), record -> {});

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    @ParameterizedTest
    @CsvSource({"5, within the length", "'12\nabc', 'after 3 of its 12 bytes'"})
    void tellsWhereAStreamWasCut(String start, String message) throws Exception {
        RecordDecoder decoder = new RecordDecoder(MOST);
        decoder.feed(bytes(start), record -> {});

        assertThatExceptionOfType(RecordIoException.class)
                .isThrownBy(decoder::end)
                .withMessageContaining(message);
    }

    @Test
    void isOfNoUseAfterAFailure() {
        RecordDecoder decoder = new RecordDecoder(MOST);
        assertThatExceptionOfType(RecordIoException.class).isThrownBy(() -> decoder.feed(bytes("x"), record -> {}));

        assertThatIllegalStateException().isThrownBy(() -> decoder.feed(bytes("1\na"), record -> {}));
    }

    @Test
    void hasABoundAboveZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordDecoder(0))
                .withMessageContaining("not 0");
    }

    private static List<String> decode(String stream) throws RecordIoException {
        List<String> records = new ArrayList<>();
        RecordDecoder decoder = new RecordDecoder(MOST);
        decoder.feed(bytes(stream), record -> records.add(new String(record, StandardCharsets.UTF_8)));
        return records;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertSame(List<byte[]> records, List<byte[]> expected, int where) {
        boolean same = records.size() == expected.size();
        for (int at = 0; same && at < records.size(); at++) {
            same = Arrays.equals(records.get(at), expected.get(at));
        }
        assertThat(same).as("records of round or border %s", where).isTrue();
    }
}
