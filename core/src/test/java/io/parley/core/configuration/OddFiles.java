package io.parley.core.configuration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random files of both formats, most of them almost right. */
final class OddFiles {

    private static final List<String> LINE_PARTS = List.of(
            "jobmanager.memory.process.size",
            "a",
            "b.c",
            "key with space",
            "\"quoted\"",
            "'",
            "é",
            "\u00A0",
            "\u2003",
            ": ",
            ": ",
            ": ",
            ":",
            ":\t",
            " ",
            "\t",
            "#",
            " # ",
            "1600m",
            "0x10",
            "[a, b]",
            "{",
            "\uFEFF",
            "😀",
            "\u0000",
            "\u000B",
            "\u0085",
            "\u2028",
            "-",
            "=",
            "\\n",
            "\"x # y\"");
    private static final List<String> LINE_ENDS = List.of("\n", "\n", "\n", "\r\n", "\r", "\n\n", "");

    private static final List<String> KEYS = List.of(
            "jobmanager",
            "memory",
            "process.size",
            "a",
            "b",
            "c",
            "a.b",
            "8081",
            "true",
            "null",
            "~",
            "1.5",
            "\"quoted\"",
            "'single'",
            "\"\"",
            "<<",
            "é",
            "key with space",
            "0x10",
            "? complex",
            "[x]",
            "*a",
            "&a k",
            "!!str 1",
            "-x");
    private static final List<String> SCALARS = List.of(
            "1600m",
            "0x10",
            "0o17",
            "017",
            "+5",
            "-0",
            "1.10",
            "1.0e3",
            "1e400",
            ".5",
            "5.",
            ".inf",
            "-.Inf",
            ".nan",
            "true",
            "True",
            "TRUE",
            "yes",
            "on",
            "null",
            "~",
            "",
            "\"\"",
            "''",
            "'it''s'",
            "\"a\\tb\\u00e9\"",
            "2020-01-01",
            "12:30:45",
            "1_000",
            "123456789012345678901234567890",
            "9223372036854775808",
            "2147483648",
            "-2147483649",
            "a: b",
            "a:b",
            "a #b",
            "a # comment",
            "# comment",
            "#",
            "@at",
            "`tick",
            "%x",
            "!x y",
            "!!str 5",
            "!!int 5",
            "!!int x",
            "!!float 1",
            "!!binary aGk=",
            "!!set {a, b}",
            "*a",
            "*missing",
            "&a 5",
            "&b [1, 2]",
            "|\n  x\n  y",
            ">\n  x\n  y",
            "|-\n  x",
            "\"unclosed",
            "'unclosed",
            "[1, 'x y', {q: 2}, [3]]",
            "[]",
            "{}",
            "{p: 1, q: {r: 2}}",
            "[a, b",
            "[0x10, true, 1.0, ~]",
            "['a, b', \"c\\nd\", é😀, '<<', '', 'x: y', '# z', \" s \"]",
            "{a: 1, a: 2}",
            "<<",
            "=",
            "- x",
            "\tx",
            "x\ty",
            "é",
            "😀",
            "\u0085",
            "\u2028",
            "\u0000",
            "\uFEFFx",
            "long text ".repeat(30),
            "[" + "item, ".repeat(40) + "last]",
            "!!null x",
            "1.0E-50",
            "0.1",
            "00",
            "0b1",
            "08",
            "1e3",
            "+.5",
            "!y",
            "1 600 m");

    private OddFiles() {}

    /** A flink-conf.yaml. */
    static byte[] lines(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(40);
        for (int i = 0; i < parts; i++) {
            text.append(pick(LINE_PARTS, random));
            if (random.nextInt(4) == 0) {
                text.append(pick(LINE_ENDS, random));
            }
        }
        return encode(text.toString(), random, 10);
    }

    /** A config.yaml. */
    static byte[] yaml(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(20) == 0) {
            text.append(pick(
                    List.of("\uFEFF", "---\n", "%YAML 1.2\n---\n", "%YAML 1.1\n---\n", "# c\n", "\n", "..."), random));
        }
        mapping(text, 0, random);
        if (random.nextInt(20) == 0) {
            text.append(pick(List.of("...\n", "---\nx: y\n", "garbage", "\t", "- x\n"), random));
        }
        String end = pick(List.of("\n", "\n", "\n", "\r\n", "\r"), random);
        return encode(text.toString().replace("\n", end), random, 40);
    }

    private static void mapping(StringBuilder text, int depth, SplittableRandom random) {
        int entries = 1 + random.nextInt(3);
        List<String> used = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            // Mostly plain keys that differ, else hardly any file would be accepted.
            String key = random.nextInt(12) == 0 ? pick(KEYS, random) : KEYS.get(random.nextInt(7));
            if (used.contains(key) && random.nextInt(20) != 0) {
                continue;
            }
            used.add(key);
            text.append("  ".repeat(depth)).append(key).append(':');
            int kind = random.nextInt(6);
            if (kind == 0 && depth < 3) {
                text.append('\n');
                mapping(text, depth + 1, random);
            } else if (kind == 1) {
                int items = 1 + random.nextInt(3);
                text.append('\n');
                for (int j = 0; j < items; j++) {
                    text.append("  ".repeat(depth))
                            .append("- ")
                            .append(pick(SCALARS, random).replace("\n", "\n      "));
                    text.append('\n');
                }
            } else {
                text.append(' ')
                        .append(pick(SCALARS, random).replace("\n", "\n" + "  ".repeat(depth)))
                        .append('\n');
            }
        }
    }

    private static byte[] encode(String text, SplittableRandom random, int oneIn) {
        return random.nextInt(oneIn) == 0
                ? text.getBytes(StandardCharsets.ISO_8859_1)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String pick(List<String> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }
}
