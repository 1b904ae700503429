package io.parley.standalone.launch;

import io.parley.api.launch.KnownSecrets;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process wrote to its standard output and standard error. Immutable; the file grows.
 *
 * @param file where it is
 * @param secrets what is hidden when lines are shown
 */
record ProcessOutput(Path file, KnownSecrets secrets) {

    private static final int SHOWN_LINES = 20;
    private static final int SHOWN_BYTES = 64 << 10;
    private static final int SHOWN_CHARACTERS = 500;

    /** Gives the last lines, the oldest first, each cut off where it is very long. */
    List<String> lastLines() {
        // A first line that is cut in two may show half of a secret.
        Piece end = read(Math.max(0, length() - SHOWN_BYTES));
        List<String> lines = end.text().lines().toList();
        List<String> whole = end.from() > 0 && lines.size() > 1 ? lines.subList(1, lines.size()) : lines;
        return whole.subList(Math.max(0, whole.size() - SHOWN_LINES), whole.size()).stream()
                .map(secrets::hiddenIn)
                .map(line -> line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "..." : line)
                .toList();
    }

    /** Tells whether the last part of the output holds a text. */
    boolean shows(String text) {
        return read(Math.max(0, length() - SHOWN_BYTES)).text().contains(text);
    }

    private long length() {
        return file.toFile().length();
    }

    private record Piece(long from, String text) {}

    private Piece read(long from) {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(SHOWN_BYTES, Math.max(0, opened.length() - from))];
            opened.seek(from);
            opened.readFully(bytes);
            return new Piece(from, new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Piece(from, "");
        }
    }
}
