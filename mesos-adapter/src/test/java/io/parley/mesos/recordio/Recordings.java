package io.parley.mesos.recordio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Recorded traffic of a real master (1.12-dev), as resources. */
public final class Recordings {

    /** Every recorded event stream. */
    public static final List<String> STREAMS = List.of(
            "json-1-multirole/01-subscribe",
            "json-2-no-capabilities/01-subscribe",
            "json-2-no-capabilities/10-resubscribe-after-disconnect-failover0",
            "json-3-failover/01-subscribe-a",
            "json-3-failover/05-subscribe-b-same-id",
            "json-3-failover/08-subscribe-c-after-disconnect",
            "json-3-failover/11-subscribe-unknown-framework-id",
            "json-4-http-errors/12-subscribe-role-and-multirole",
            "json-4-http-errors/17-subscribe-ok",
            "json-5-task-group/01-subscribe",
            "json-6-transport/06-subscribe",
            "json-7-agent-loss/01-subscribe-two-roles",
            "json-8-agent-partition-and-master-restart/01-subscribe",
            "json-8-agent-partition-and-master-restart/10-resubscribe",
            "json-9-auth-and-offer-timeout/04-subscribe-ok",
            "json-10-redirect-zookeeper/06-subscribe-on-leader",
            "json-11-limits-and-other-calls/01-subscribe",
            "json-12-resource-formats/01-subscribe-multi-role-only",
            "json-12-resource-formats/20-subscribe-multi-role-and-reservation-refinement",
            "protobuf-1-multirole/01-subscribe",
            "protobuf-2-mixed-and-errors/01-subscribe-json-request-protobuf-accept");

    private Recordings() {}

    public static byte[] bytes(String name) {
        try (InputStream in = Recordings.class.getResourceAsStream("/recordings/" + name)) {
            if (in == null) {
                throw new AssertionError("No recording " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] stream(String name) {
        return bytes(name + ".recordio");
    }

    public static boolean isProtobuf(String name) {
        return name.startsWith("protobuf");
    }

    /** Cut at the line feeds, with the whole stream at hand. */
    public static List<byte[]> records(String name) {
        byte[] all = stream(name);
        List<byte[]> records = new ArrayList<>();
        for (int at = 0; at < all.length; ) {
            int feed = at;
            while (all[feed] != '\n') {
                feed++;
            }
            int length = Integer.parseInt(new String(all, at, feed - at, StandardCharsets.US_ASCII));
            records.add(Arrays.copyOfRange(all, feed + 1, feed + 1 + length));
            at = feed + 1 + length;
        }
        return records;
    }

    /** A recorded message: its first line, its headers, and its body. */
    public static String head(String name) {
        String text = new String(bytes(name), StandardCharsets.ISO_8859_1);
        return text.substring(0, text.indexOf("\r\n\r\n"));
    }

    public static byte[] body(String name) {
        byte[] all = bytes(name);
        int start = head(name).length() + 4;
        return Arrays.copyOfRange(all, start, all.length);
    }

    public static String header(String name, String header) {
        return head(name)
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                        .startsWith(header.toLowerCase(java.util.Locale.ROOT) + ": "))
                .map(line -> line.substring(header.length() + 2).strip())
                .findFirst()
                .orElse("");
    }

    static ByteBuffer part(byte[] all, int from, int to) {
        return ByteBuffer.wrap(all, from, to - from).asReadOnlyBuffer();
    }
}
