package io.parley.mesos.client;

import io.parley.mesos.recordio.Recordings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Streams that are not what they should be, by a seed. */
final class HostileStreams {

    private static final List<String> LENGTHS = List.of(
            "",
            "-1",
            "+5",
            " 5",
            "5 ",
            "0x10",
            "1e9",
            "4294967296",
            "18446744073709551615",
            "99999999999999999999",
            "00000000000000000000000",
            "33554432",
            "33554433",
            "2147483647",
            "٣",
            "NaN");

    private static final List<String> TEXTS = List.of(
            "",
            "{",
            "[]",
            "null",
            "\"x\"",
            "{\"type\":",
            "{\"type\":\"UPDATE\",\"update\":{\"status\":{}}}",
            "{\"type\":\"OFFERS\",\"offers\":{\"offers\":[{}]}}",
            "{\"type\":\"SUBSCRIBED\",\"subscribed\":{}}",
            "{\"subscribed\":{\"framework_id\":{\"value\":\"f\"},\"heartbeat_interval_seconds\":-1e308}}",
            "{\"subscribed\":{\"framework_id\":{\"value\":\"f\"},\"heartbeat_interval_seconds\":1e-308}}",
            "{\"failure\":{\"status\":" + "9".repeat(5000) + "}}",
            "{\"x\":1e999999999}",
            "{\"type\":\"\\ud800\"}",
            "{\"type\":\"HEARTBEAT\",\"type\":\"ERROR\"}",
            "{\"update\":{\"status\":{\"uuid\":\"" + "=".repeat(100) + "\"}}}");

    private final SplittableRandom random;

    HostileStreams(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next one; none is a whole recorded stream. */
    byte[] next() {
        byte[] recorded = Recordings.stream(Recordings.STREAMS.get(random.nextInt(Recordings.STREAMS.size())));
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(recorded, random.nextInt(recorded.length));
            case 1 -> flipped(recorded, 1 + random.nextInt(8));
            case 2 -> spliced(recorded);
            case 3 -> noise(random.nextInt(4000));
            case 4 -> joined(bytes(pick(LENGTHS) + "\n"), noise(random.nextInt(5000)));
            case 5 -> framed(bytes(pick(TEXTS)));
            case 6 -> framed(noise(random.nextInt(3000)));
            case 7 -> framed(nested());
            default -> joined(recorded, bytes(pick(LENGTHS)), noise(random.nextInt(2000)));
        };
    }

    /** How many bytes come at once. */
    int chunk() {
        return random.nextInt(4) == 0 ? 1 + random.nextInt(7) : 1 + random.nextInt(16_384);
    }

    private byte[] flipped(byte[] recorded, int times) {
        byte[] copy = recorded.clone();
        for (int time = 0; time < times; time++) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private byte[] spliced(byte[] recorded) {
        int from = random.nextInt(recorded.length);
        int to = Math.min(recorded.length, from + random.nextInt(200));
        return random.nextBoolean()
                ? joined(Arrays.copyOf(recorded, from), Arrays.copyOfRange(recorded, to, recorded.length))
                : joined(
                        Arrays.copyOf(recorded, to),
                        noise(random.nextInt(20)),
                        Arrays.copyOfRange(recorded, from, recorded.length));
    }

    /** Protobuf or JSON that goes deeper and deeper, or tells of more than it has. */
    private byte[] nested() {
        int depth = 1 + random.nextInt(20_000);
        return switch (random.nextInt(5)) {
            case 0 -> bytes("{\"update\":".repeat(depth));
            case 1 -> bytes("[".repeat(depth));
            case 2 -> bytes("{\"type\":\"HEARTBEAT\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
            // Groups within groups.
            case 3 -> {
                byte[] groups = new byte[depth];
                Arrays.fill(groups, (byte) 0x7b);
                yield groups;
            }
            // A field of length 2 GiB.
            default -> new byte[] {0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 1, 2, 3};
        };
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private String pick(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    static byte[] framed(byte[] record) {
        return joined(bytes(record.length + "\n"), record);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
