package io.parley.examples.batch;

/** Some whole lines of the input, used again and again by one worker. Not thread-safe. */
final class Chunk {

    /** Bounds what the results of one chunk take. */
    static final int MOST_LINES = 256;

    private final int[] ends = new int[MOST_LINES];
    private byte[] bytes = new byte[0];
    private long number;
    private long firstLine;
    private int lines;

    /** Starts anew, without a line. */
    void start(long chunkNumber, long firstLineNumber) {
        number = chunkNumber;
        firstLine = firstLineNumber;
        lines = 0;
    }

    /** Adds a line, which starts behind the line feed of the one before and ends before this offset. */
    void addLine(int end) {
        ends[lines++] = end;
    }

    boolean isFull() {
        return lines == MOST_LINES;
    }

    /** Copies the bytes of the lines. */
    void take(byte[] from, int start, int end) {
        int length = end - start;
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        System.arraycopy(from, start, bytes, 0, length);
    }

    /** Gives the bytes, those of the last line and then any. */
    byte[] bytes() {
        return bytes;
    }

    /** Gives the offset behind the last byte of a line, where its line feed is if it has one. */
    int endOfLine(int index) {
        return ends[index];
    }

    /** Gives the offset behind the last byte of the last line. */
    int end() {
        return lines == 0 ? 0 : ends[lines - 1];
    }

    /** Gives the number of the chunk, from 0. */
    long number() {
        return number;
    }

    /** Gives the number of the first line, from 1. */
    long firstLine() {
        return firstLine;
    }

    int lines() {
        return lines;
    }

    /** Gives where and how much, no content: it may hold secrets. */
    @Override
    public String toString() {
        return "Chunk{" + number + ", from line " + firstLine + ", " + lines + " lines}";
    }
}
