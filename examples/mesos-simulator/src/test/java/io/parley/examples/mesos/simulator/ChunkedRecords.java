package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.MalformedMessageException;
import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** The events of a chunked stream, each of which a real master sends in a chunk of its own. */
final class ChunkedRecords {

    private final InputStream input;
    private final MessageFormat format;

    ChunkedRecords(InputStream input, MessageFormat format) {
        this.input = input;
        this.format = format;
    }

    /** Gives the bytes of the next record; null after the last chunk. */
    byte @Nullable [] nextBytes() throws IOException {
        int length = Integer.parseInt(RawResponse.line(input), 16);
        byte[] chunk = input.readNBytes(length);
        RawResponse.line(input);
        if (length == 0) {
            return null;
        }
        int record = 0;
        int at = 0;
        while (chunk[at] != '\n') {
            record = record * 10 + chunk[at++] - '0';
        }
        if (record != length - at - 1) {
            throw new IOException("A record of " + record + " bytes in a chunk of " + length);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(chunk, at + 1, record);
        return bytes.toByteArray();
    }

    /** Gives the next event; null after the last chunk. */
    @Nullable
    Event next() throws IOException {
        byte[] bytes = nextBytes();
        if (bytes == null) {
            return null;
        }
        try {
            Event.Builder event = Event.newBuilder();
            format.read(bytes, event);
            return event.build();
        } catch (MalformedMessageException e) {
            throw new IOException(e);
        }
    }
}
