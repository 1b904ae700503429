package io.parley.mesos.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Reads what was recorded of a real master that spoke protobuf. */
public final class Recorded {

    private Recorded() {}

    private static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a call that the master took. */
    public static Call call(String name) {
        byte[] request = bytes("protobuf-" + name + ".request.http");
        String text = new String(request, StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n") + 4;
        try {
            return Call.parseFrom(Arrays.copyOfRange(request, body, request.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the events of the subscription, in order. */
    public static List<Event> events() {
        byte[] stream = bytes("protobuf-subscribe.recordio");
        List<Event> events = new ArrayList<>();
        int position = 0;
        while (position < stream.length) {
            int length = 0;
            for (; stream[position] != '\n'; position++) {
                length = length * 10 + stream[position] - '0';
            }
            position++;
            try {
                events.add(Event.parseFrom(Arrays.copyOfRange(stream, position, position + length)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            position += length;
        }
        return events;
    }

    /** Gives the offers, in order. */
    public static List<Offer> offers() {
        return events().stream()
                .filter(event -> event.getType() == Event.Type.OFFERS)
                .flatMap(event -> event.getOffers().getOffersList().stream())
                .toList();
    }
}
