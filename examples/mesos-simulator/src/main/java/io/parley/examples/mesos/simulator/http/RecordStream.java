package io.parley.examples.mesos.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An answer of records without an end, each with its length before it and in a chunk of its own. Thread-safe.
 *
 * <p>A client that stands still until 10,000 of them wait is cut off.
 */
public final class RecordStream implements Answer {

    /** What a part is. */
    enum Kind {
        /** A chunk. */
        CHUNK,
        /** The last chunk. */
        END,
        /** The first half of a chunk, and the end of the connection without a last chunk. */
        CUT
    }

    /** What is to be sent next. */
    static final class Part {
        private final Kind kind;
        private final byte[] bytes;

        private Part(Kind kind, byte[] bytes) {
            this.kind = kind;
            this.bytes = bytes;
        }

        Kind kind() {
            return kind;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private final String streamId;
    private final String contentType;
    private final Runnable onGone;
    private static final int MOST_PARTS = 10_000;

    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private volatile Runnable onFull = () -> {};
    private final AtomicBoolean gone = new AtomicBoolean();

    /**
     * Makes a stream.
     *
     * @param streamId the value of Mesos-Stream-Id
     * @param contentType the format of the records
     * @param onGone run once, when the client has gone
     */
    public RecordStream(String streamId, String contentType, Runnable onGone) {
        this.streamId = streamId;
        this.contentType = contentType;
        this.onGone = onGone;
    }

    /**
     * Gives its id.
     *
     * @return the value of Mesos-Stream-Id
     */
    public String streamId() {
        return streamId;
    }

    String contentType() {
        return contentType;
    }

    /**
     * Sends a record.
     *
     * @param record its bytes
     */
    public void send(byte[] record) {
        add(new Part(Kind.CHUNK, framed(record)));
    }

    /**
     * Sends bytes as they are, in a chunk.
     *
     * @param bytes any, also what is not a record
     */
    public void sendRaw(byte[] bytes) {
        add(new Part(Kind.CHUNK, bytes));
    }

    /** Ends it properly, after what was sent before. */
    public void end() {
        add(new Part(Kind.END, new byte[0]));
    }

    /** Ends the connection without a last chunk, after what was sent before. */
    public void cut() {
        add(new Part(Kind.CUT, new byte[0]));
    }

    /**
     * Sends the first half of a record, in a chunk that announces all of it, and ends the connection.
     *
     * @param record its bytes
     */
    public void cutInTheMiddleOf(byte[] record) {
        add(new Part(Kind.CUT, framed(record)));
    }

    private void add(Part part) {
        if (parts.size() < MOST_PARTS) {
            parts.add(part);
        } else {
            onFull.run();
        }
    }

    /** Names what ends the connection of a client that does not read any more. */
    void whenFull(Runnable end) {
        onFull = end;
    }

    Part next() throws InterruptedException {
        return parts.take();
    }

    /** Tells the owner once that the client has gone. */
    void clientGone() {
        if (gone.compareAndSet(false, true)) {
            onGone.run();
        }
    }

    private static byte[] framed(byte[] record) {
        byte[] length = (record.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] framed = new byte[length.length + record.length];
        System.arraycopy(length, 0, framed, 0, length.length);
        System.arraycopy(record, 0, framed, length.length, record.length);
        return framed;
    }
}
