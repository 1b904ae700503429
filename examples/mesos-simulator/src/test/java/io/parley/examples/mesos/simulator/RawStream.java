package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** A stream of events of the simulator, read as they come. */
final class RawStream implements AutoCloseable {

    private final Socket socket;
    private final BlockingQueue<Event> incoming = new LinkedBlockingQueue<>();
    private final List<Event> waiting = new ArrayList<>();
    private volatile boolean endedProperly;
    private final Thread reader;

    RawStream(Socket socket, MessageFormat format) throws IOException {
        this.socket = socket;
        ChunkedRecords records = new ChunkedRecords(socket.getInputStream(), format);
        reader = new Thread(
                () -> {
                    try {
                        for (Event each = records.next(); each != null; each = records.next()) {
                            incoming.add(each);
                        }
                        endedProperly = true;
                    } catch (IOException e) {
                        // Cut, by whomever.
                        endedProperly = false;
                    }
                },
                "raw-stream");
        reader.setDaemon(true);
        reader.start();
    }

    /** Gives the first event of a kind and takes it away, if it comes in time. */
    Optional<Event> await(Predicate<Event> wanted, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Event> found = waiting.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                waiting.remove(found.get());
                return found;
            }
            @Nullable Event event = incoming.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null) {
                return Optional.empty();
            }
            waiting.add(event);
        }
    }

    /** Gives the events that nobody has taken. */
    List<Event> left() {
        incoming.drainTo(waiting);
        return List.copyOf(waiting);
    }

    /** Waits for the end and tells whether it came by the last chunk. */
    boolean endsProperly(Duration patience) throws InterruptedException {
        reader.join(patience.toMillis());
        return endedProperly;
    }

    boolean hasEnded(Duration patience) throws InterruptedException {
        reader.join(patience.toMillis());
        return !reader.isAlive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
