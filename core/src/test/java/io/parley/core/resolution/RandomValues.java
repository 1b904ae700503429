package io.parley.core.resolution;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random texts for options: mostly good ones, some odd, some bad, some near the limits. */
class RandomValues {

    static final long MEBIBYTE = 1L << 20;
    private static final List<String> ODD_SIZES = List.of(
            "0",
            "1",
            "0b",
            "0g",
            "1 kb",
            "128MB",
            "  256 m  ",
            "1GiBiBytes",
            "1gibibytes",
            "3 TebiBytes",
            "1\t024m",
            "1024\tm",
            "9223372036854775807",
            "9223372036854775808",
            "8796093022207m",
            "8796093022208m",
            "8388607t",
            "8388608t",
            "99999999999999999999",
            "007m",
            "1K",
            "\u212A",
            "64\u212A",
            "\u0661m");
    private static final List<String> BAD_SIZES =
            List.of("", " ", "-1", "+1m", "1.5g", "1,5g", "m", "12xb", "1m1", "0x10m", "1 m b", "NaN", "null", "-0");
    private static final List<String> ODD_FRACTIONS = List.of(
            "0",
            "0.0",
            "-0.0",
            "0.1",
            ".5",
            "0.999999",
            "0.9999999999",
            "1e-3",
            " 0.2 ",
            "0x1p-3",
            "0.1f",
            "0.3d",
            "1e-45",
            "1",
            "1.0",
            "1.5",
            "-0.1",
            "NaN",
            "Infinity",
            "-Infinity",
            "",
            "abc",
            "0,1",
            "10%");

    final SplittableRandom random;

    RandomValues(SplittableRandom random) {
        this.random = random;
    }

    final void sometimes(Map<String, String> entries, String key, int oneIn, String value) {
        if (random.nextInt(oneIn) == 0) {
            entries.put(key, value);
        }
    }

    final String size(long from, long to) {
        int kind = random.nextInt(100);
        if (kind < 2) {
            return pick(BAD_SIZES);
        }
        if (kind < 5) {
            return pick(ODD_SIZES);
        }
        long bytes = random.nextLong(from, to);
        if (kind < 45) {
            return bytes + pick(List.of("", "b", " bytes", "B"));
        }
        if (kind < 55) {
            return (bytes >> 10) + pick(List.of("k", "kb", " KibiBytes"));
        }
        return ((bytes >> 20) + 1) + pick(List.of("m", "mb", "M", " mebibytes"));
    }

    final String extreme() {
        return switch (random.nextInt(4)) {
            case 0 -> pick(ODD_SIZES);
            case 1 -> Long.MAX_VALUE - random.nextInt(1 << 30) + "";
            case 2 -> (Long.MAX_VALUE >> random.nextInt(1, 40)) + "b";
            default -> random.nextInt(16) + "";
        };
    }

    final String fraction() {
        return random.nextInt(4) == 0 ? pick(ODD_FRACTIONS) : Float.toString(random.nextInt(1000) / 1000f);
    }

    final String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
