package io.parley.mesos.recordio;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream into its records, wherever the borders of its chunks lie. Not thread-safe.
 *
 * <p>It never holds more than the record that is being read, and never gets memory for bytes that have only been
 * announced.
 */
public final class RecordDecoder {

    /** More than any length of 64 bits has; bounds what leading zeros may cost. */
    private static final int MOST_DIGITS = 20;

    private static final long LONGEST = Long.MAX_VALUE / 10 - 1;
    private static final int FIRST_CAPACITY = 8 * 1024;
    private static final byte[] NOTHING = {};

    private final int mostBytes;
    private boolean failed;
    private boolean inRecord;
    private int digits;
    private long length;
    private byte[] record = NOTHING;
    private int filled;

    /**
     * Makes a decoder at the start of a stream.
     *
     * @param mostBytes the longest record that is read, above zero
     * @throws IllegalArgumentException if the bound is not above zero
     */
    public RecordDecoder(int mostBytes) {
        if (mostBytes < 1) {
            throw new IllegalArgumentException("The longest record has at least one byte, not " + mostBytes + ".");
        }
        this.mostBytes = mostBytes;
    }

    /**
     * Reads a chunk to its end.
     *
     * @param chunk the next bytes of the stream
     * @param records told each record that ends in the chunk, in order; the bytes are its own
     * @throws RecordIoException if a length is malformed or above the bound; the decoder is of no use any more
     * @throws IllegalStateException if the decoder has failed before
     */
    public void feed(ByteBuffer chunk, Consumer<byte[]> records) throws RecordIoException {
        if (failed) {
            throw new IllegalStateException("This stream has failed before.");
        }
        while (chunk.hasRemaining()) {
            if (inRecord) {
                fill(chunk);
            } else {
                readLength(chunk.get());
            }
            if (inRecord && filled == length) {
                byte[] whole = record;
                inRecord = false;
                digits = 0;
                length = 0;
                record = NOTHING;
                filled = 0;
                records.accept(whole);
            }
        }
    }

    /**
     * Tells the end of the stream.
     *
     * @throws RecordIoException if it ended within a record or its length
     */
    public void end() throws RecordIoException {
        if (inRecord) {
            throw failure("The stream ended within a record, after " + filled + " of its " + length + " bytes.");
        }
        if (digits > 0) {
            throw failure("The stream ended within the length of a record.");
        }
    }

    private void readLength(byte next) throws RecordIoException {
        if (next == '\n' && digits > 0) {
            if (length > mostBytes) {
                failed = true;
                throw new RecordTooLongException(
                        "A record of " + length + " bytes is longer than the bound of " + mostBytes + " bytes.");
            }
            inRecord = true;
            return;
        }
        if (next < '0' || next > '9') {
            throw failure("The length of a record has decimal digits and then a line feed, not the byte 0x"
                    + Integer.toHexString(next & 0xff) + " after " + digits + " digits.");
        }
        if (++digits > MOST_DIGITS) {
            throw failure("The length of a record has more than " + MOST_DIGITS + " digits.");
        }
        // A length of 20 digits may have more than 64 bits, and is too long in any case.
        length = length > LONGEST ? Long.MAX_VALUE : length * 10 + (next - '0');
    }

    private void fill(ByteBuffer chunk) {
        int now = (int) Math.min(length - filled, chunk.remaining());
        if (filled + now > record.length) {
            long roomy = Math.max(filled + (long) now, Math.max(FIRST_CAPACITY, 2L * record.length));
            record = Arrays.copyOf(record, (int) Math.min(length, roomy));
        }
        chunk.get(record, filled, now);
        filled += now;
    }

    private RecordIoException failure(String message) {
        failed = true;
        record = NOTHING;
        return new RecordIoException(message);
    }
}
