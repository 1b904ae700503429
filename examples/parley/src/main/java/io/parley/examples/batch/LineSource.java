package io.parley.examples.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lines of a stream to several workers, in chunks. Thread-safe.
 *
 * <p>What was read is handed over at once, so that a slow producer sees a result for each line. A line that is too long
 * is cut behind the limit, where its length is still seen, and the rest of it is skipped.
 */
final class LineSource {

    /** The bytes read at once. */
    static final int BLOCK = 256 * 1024;

    private final InputStream in;
    private final int longestLine;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] block = new byte[BLOCK];
    private int start;
    private int end;
    private boolean ended;
    private @Nullable BatchFailedException failure;
    private long chunks;
    private long lines;

    LineSource(InputStream in, int longestLine) {
        this.in = in;
        this.longestLine = longestLine;
    }

    /**
     * Fills a chunk with the next lines; waits for them. After a failure nothing more is read.
     *
     * @return whether there were any
     * @throws BatchFailedException if reading fails
     */
    boolean next(Chunk chunk) throws BatchFailedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (failure == null) {
                return fill(chunk);
            }
            chunk.start(chunks, lines + 1);
        } catch (IOException e) {
            failure = new BatchFailedException(
                    "Cannot read the batch after line " + lines + ": " + BatchFailedException.reason(e)
                            + ". Give it an input that can be read to its end.",
                    e);
        } finally {
            lock.unlock();
        }
        throw failure;
    }

    private boolean fill(Chunk chunk) throws IOException {
        chunk.start(chunks, lines + 1);
        int searched = start;
        while (true) {
            int endOfLines = addLines(chunk, searched);
            if (chunk.lines() > 0) {
                hand(chunk, endOfLines);
                return true;
            }
            int unfinished = end - start;
            if (unfinished > longestLine) {
                chunk.addLine(longestLine + 1);
                hand(chunk, start + longestLine + 1);
                skipLine();
                return true;
            }
            if (!read()) {
                if (unfinished == 0) {
                    return false;
                }
                chunk.addLine(unfinished);
                hand(chunk, end);
                return true;
            }
            searched = start + unfinished;
        }
    }

    /** Adds the lines that end behind an offset; gives the offset behind the last line feed. */
    private int addLines(Chunk chunk, int from) {
        byte[] searched = block;
        int last = end;
        int endOfLines = start;
        for (int i = from; i < last; i++) {
            if (searched[i] == '\n') {
                chunk.addLine(i - start);
                endOfLines = i + 1;
                if (chunk.isFull()) {
                    break;
                }
            }
        }
        return endOfLines;
    }

    private void hand(Chunk chunk, int endOfLines) {
        chunk.take(block, start, endOfLines);
        start = endOfLines;
        chunks++;
        lines += chunk.lines();
    }

    private void skipLine() throws IOException {
        do {
            while (start < end) {
                if (block[start++] == '\n') {
                    return;
                }
            }
        } while (read());
    }

    /** Reads more behind what is still there; tells whether there was more. */
    private boolean read() throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(block, start, block, 0, end - start);
        end -= start;
        start = 0;
        if (end == block.length) {
            block = Arrays.copyOf(block, 2 * block.length);
        }
        int count = in.read(block, end, block.length - end);
        if (count < 0) {
            ended = true;
            return false;
        }
        end += count;
        return true;
    }
}
