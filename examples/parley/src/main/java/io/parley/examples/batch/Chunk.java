package io.parley.examples.batch;

/** Some whole lines of the input, used again and again by one worker. Not thread-safe. */
final class Chunk {

    private byte[] bytes = new byte[0];
    private int length;
    private long number;
    private long firstLine;
    private int lines;

    /** Takes lines over. */
    void fill(long chunkNumber, long firstLineNumber, int lineCount, byte[] from, int start, int end) {
        length = end - start;
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        System.arraycopy(from, start, bytes, 0, length);
        number = chunkNumber;
        firstLine = firstLineNumber;
        lines = lineCount;
    }

    /** Gives the bytes, of which the first {@link #length()} count. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
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

    /** Gives where the line that starts there ends: the offset of its line feed, or of the end. */
    int endOfLine(int start) {
        byte[] searched = bytes;
        for (int i = start; i < length; i++) {
            if (searched[i] == '\n') {
                return i;
            }
        }
        return length;
    }

    /** Gives where and how much, no content: it may hold secrets. */
    @Override
    public String toString() {
        return "Chunk{" + number + ", from line " + firstLine + ", " + lines + " lines, " + length + " bytes}";
    }
}
