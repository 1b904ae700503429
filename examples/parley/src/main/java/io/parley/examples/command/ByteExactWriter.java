package io.parley.examples.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;

/** Writes texts in the terminal's charset, and files as they are. */
final class ByteExactWriter extends PrintWriter {

    private final OutputStream stream;

    /**
     * Makes a writer.
     *
     * @param stream where bytes go
     * @param texts writes texts to the same stream
     */
    ByteExactWriter(OutputStream stream, Writer texts) {
        super(texts, true);
        this.stream = stream;
    }

    /** Writes bytes after every text so far; a failure shows in {@link #checkError()}, as with texts. */
    void writeBytes(byte[] bytes) {
        flush();
        try {
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            setError();
        }
    }
}
