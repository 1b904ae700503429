package io.parley.examples.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the lines of a stream to several workers, in chunks. Thread-safe.
 *
 * <p>What was read is handed over at once, so that a slow producer sees a result for each line. A line that is too long
 * is cut behind the limit, where its length is still seen, and the rest of it is skipped.
 */
final class LineSource {

    /** The bytes read at once. */
    static final int BLOCK = 256 * 1024;

    /** Bounds what the results of one chunk take. */
    static final int LINES_OF_A_CHUNK = 256;

    private final InputStream in;
    private final int longestLine;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] block = new byte[BLOCK];
    private int start;
    private int end;
    private boolean ended;
    private long chunks;
    private long lines;

    LineSource(InputStream in, int longestLine) {
        this.in = in;
        this.longestLine = longestLine;
    }

    /**
     * Fills a chunk with the next lines; waits for them.
     *
     * @return whether there were any
     * @throws BatchFailedException if reading fails
     */
    boolean next(Chunk chunk) throws BatchFailedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            return fill(chunk);
        } catch (IOException e) {
            throw new BatchFailedException(
                    "Cannot read the batch after line " + lines + ": " + BatchFailedException.reason(e)
                            + ". Give it an input that can be read to its end.",
                    e);
        } finally {
            lock.unlock();
        }
    }

    private boolean fill(Chunk chunk) throws IOException {
        int searched = start;
        while (true) {
            int found = 0;
            int endOfLines = start;
            for (int i = searched; i < end && found < LINES_OF_A_CHUNK; i++) {
                if (block[i] == '\n') {
                    found++;
                    endOfLines = i + 1;
                }
            }
            if (found > 0) {
                hand(chunk, found, endOfLines);
                return true;
            }
            if (end - start > longestLine) {
                handTooLong(chunk);
                return true;
            }
            int unfinished = end - start;
            if (!read()) {
                if (unfinished == 0) {
                    return false;
                }
                hand(chunk, 1, end);
                return true;
            }
            searched = start + unfinished;
        }
    }

    private void hand(Chunk chunk, int found, int endOfLines) {
        chunk.fill(chunks++, lines + 1, found, block, start, endOfLines);
        lines += found;
        start = endOfLines;
    }

    private void handTooLong(Chunk chunk) throws IOException {
        chunk.fill(chunks++, lines + 1, 1, block, start, start + longestLine + 1);
        lines++;
        start = end;
        while (start == end && read()) {
            for (; start < end; start++) {
                if (block[start] == '\n') {
                    start++;
                    return;
                }
            }
        }
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
