package io.parley.examples.batch;

import java.io.IOException;
import java.io.InputStream;

/** One line again and again, made while it is read. Not thread-safe. */
class RepeatedLine extends InputStream {

    private final byte[] line;
    private final long times;
    private long given;

    RepeatedLine(byte[] line, long times) {
        this.line = line;
        this.times = times;
    }

    /** Gives the number of bytes that were read. */
    final long given() {
        return given;
    }

    private boolean isDone() {
        return given / line.length >= times;
    }

    @Override
    public int read() {
        return isDone() ? -1 : line[(int) (given++ % line.length)];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        while (count < length && !isDone()) {
            int from = (int) (given % line.length);
            int part = Math.min(length - count, line.length - from);
            System.arraycopy(line, from, target, offset + count, part);
            count += part;
            given += part;
        }
        return count == 0 ? -1 : count;
    }
}
