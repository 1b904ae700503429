package io.parley.examples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line gives that holds no configuration; the run goes on behind it. */
class BrokenLinesTest {

    private static final String GOOD = Batches.line(1600);

    private static final String CURE = " Write one JSON object of keys and values in each line, for instance"
            + " {\\\"jobmanager.memory.process.size\\\": \\\"1600m\\\"}.";

    private static Stream<Arguments> brokenLines() {
        return Stream.of(
                broken("", "it is empty"),
                broken("  \t", "it is empty"),
                broken("\r", "it is empty"),
                broken("[1]", "it holds an array and no object at column 1"),
                broken(" 17", "it holds a number and no object at column 2"),
                broken("\"hunter2\"", "it holds a text and no object at column 1"),
                broken("true", "it holds a boolean and no object at column 1"),
                broken("null", "it holds null and no object at column 1"),
                broken("{\"a\":\"x\"", "it ends within the object"),
                broken("{\"a\":\"hunter2", "it ends within the object"),
                broken("{\"a\":1,}", "it is no JSON at column 8"),
                broken("hunter2", "it is no JSON at column 1"),
                broken("{\"a\":hunter2}", "it is no JSON at column 6"),
                broken("{a:1}", "it is no JSON at column 2"),
                broken("{} {}", "something follows the object at column 4"),
                broken("{},", "it is no JSON at column 3"),
                broken("{\" \":\"x\"}", "a key is blank at column 2"));
    }

    private static Arguments broken(String line, String reason) {
        return Arguments.of(line, reason);
    }

    @ParameterizedTest
    @MethodSource("brokenLines")
    void saysWhatIsWrongAndWhere(String line, String reason) throws Exception {
        List<String> results = Batches.results(Batches.JOB_MANAGERS, GOOD + "\n" + line + "\n" + GOOD);

        assertThat(results).hasSize(3);
        assertThat(results.get(1)).isEqualTo(problem(reason, ""));
        assertThat(results.get(2)).isEqualTo(results.get(0)).contains("\"totalProcess\":1677721600,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"an object: {\"x\": \"hunter2\"}", "an array: [\"hunter2\"]", "null: null"})
    void refusesWhatIsNoTextNumberOrBoolean(String kindAndValue) throws Exception {
        String kind = kindAndValue.substring(0, kindAndValue.indexOf(':'));
        String value = kindAndValue.substring(kindAndValue.indexOf(':') + 2);

        assertThat(second("{\"yarn.tags\": " + value + "}"))
                .isEqualTo(problem(
                        "the value of yarn.tags is " + kind
                                + " at column 15, where a text, a number or a boolean belongs",
                        "\"yarn.tags\""));
    }

    @Test
    void refusesAKeyThatIsThereTwice() throws Exception {
        assertThat(second("{\"yarn.tags\":\"hunter2\",\"yarn.tags\":\"hunter2\"}"))
                .isEqualTo(problem("yarn.tags is there a second time at column 24", "\"yarn.tags\""));
    }

    @Test
    void namesNoKeyThatMayBeASecret() throws Exception {
        assertThat(second("{\"hunter2\":null}"))
                .isEqualTo(problem(
                        "the value of a key is null at column 12, where a text, a number or a boolean belongs", ""));
        assertThat(second("{\"" + "a.".repeat(300) + "a\":null}")).contains("the value of a key is null");
    }

    @Test
    void countsCharactersAndNotBytesAsColumns() throws Exception {
        assertThat(second("{\"\u00e9\u20ac\":null}")).contains("null at column 7,");
    }

    @Test
    void refusesWhatIsNoUtf8() throws Exception {
        for (byte[] malformed : List.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xC0, (byte) 0x80},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xE2, (byte) 0x82})) {
            assertThat(second(concatenate("{\"a\":\"", malformed, "\"}")))
                    .isEqualTo(problem("it is no UTF-8 at column 7", ""));
            assertThat(second(concatenate("{\"a\":\"", malformed, "")))
                    .isEqualTo(problem("it is no UTF-8 at column 7", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PlanBatch.LONGEST_LINE + 1, PlanBatch.LONGEST_LINE + 2, 10 * 1024 * 1024})
    void refusesALineThatIsTooLong(int length) throws Exception {
        String longLine = "{\"a\":\"" + "x".repeat(length - 8) + "\"}";

        assertThat(second(longLine)).isEqualTo(problem("it is longer than 1048576 bytes", ""));
        assertThat(Batches.results(Batches.JOB_MANAGERS, longLine)).hasSize(1);
    }

    @Test
    void aLineThatIsTooLongLeavesNothingToTheNext() throws Exception {
        // The first line makes the source read so much at once that the others come in one chunk.
        List<String> lines = List.of(
                padded(PlanBatch.LONGEST_LINE),
                padded(PlanBatch.LONGEST_LINE - 576),
                padded(1000),
                " ".repeat(1_098_576) + "{\"jobmanager.memory.process.size\":\"8g\",",
                "\"a\":\"b\"}",
                GOOD);

        List<String> results = Batches.results(Batches.JOB_MANAGERS.withWorkers(1), String.join("\n", lines) + "\n");

        assertThat(results).hasSize(6);
        assertThat(results.get(3)).contains("Cannot read line 4 as a configuration: it is longer than");
        assertThat(results.get(4))
                .contains("Cannot read line 5 as a configuration: it holds a text and no object at column 1");
        assertThat(results.get(5)).isEqualTo(results.get(2)).startsWith("{\"process\"");
    }

    /** Gives a good line of a length. */
    private static String padded(int length) {
        return GOOD.replace("{", "{" + " ".repeat(length - GOOD.length()));
    }

    @Test
    void readsALineOfTheGreatestLength() throws Exception {
        String longest = GOOD.substring(0, GOOD.length() - 1) + ",\"a\":\"";
        longest = longest + "x".repeat(PlanBatch.LONGEST_LINE - longest.length() - 2) + "\"}";

        assertThat(second(longest)).startsWith("{\"process\"");
    }

    /** Whatever stands around a line, it gives what it gives alone. */
    @Test
    void readsEveryLineByItself() throws Exception {
        List<String> some = Stream.concat(
                        brokenLines().map(line -> (String) line.get()[0]),
                        Stream.of(
                                GOOD,
                                GOOD + "\r",
                                GOOD + " \t",
                                "  " + GOOD,
                                GOOD + GOOD,
                                GOOD + " {",
                                "{\"a\":",
                                "\"b\":1}",
                                "\"b\"",
                                ",\"b\":1}",
                                "}",
                                "{\"\u00e9\":\"\u20ac\"}",
                                GOOD.replace("}", ",\"\u00e9\":true}"),
                                "{\"jobmanager.memory.process.size\":\"\\u0032g\"}",
                                "{\"a\":1,\"a\":2}",
                                "{\"a\":[]}",
                                "{\"a\":null}"))
                .toList();
        Map<String, String> alone = new HashMap<>();
        for (String line : some) {
            alone.put(
                    line,
                    withoutNumber(
                            Batches.results(Batches.JOB_MANAGERS, line + "\n").get(0)));
        }
        SplittableRandom random = new SplittableRandom(20_261_122);
        List<String> lines = Stream.generate(() -> some.get(random.nextInt(some.size())))
                .limit(50_000)
                .toList();

        List<String> results = Batches.results(Batches.JOB_MANAGERS, String.join("\n", lines) + "\n");

        assertThat(results).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(withoutNumber(results.get(i))).as(lines.get(i)).isEqualTo(alone.get(lines.get(i)));
        }
    }

    private static String withoutNumber(String result) {
        return result.replaceAll("line \\d+", "line");
    }

    @Test
    void forgetsALineOfVeryManyKeys() throws Exception {
        StringBuilder many = new StringBuilder("{\"key0\":0");
        for (int i = 1; i < 5000; i++) {
            many.append(",\"key").append(i).append("\":0");
        }

        List<String> results = Batches.results(Batches.JOB_MANAGERS, many + "}\n{\"key1\":0}\n" + many + "}");

        assertThat(results).hasSize(3).noneMatch(result -> result.contains("second time"));
    }

    @Test
    void takesNumbersAndBooleansAsTheyAreWritten() throws Exception {
        assertThat(second("{\"jobmanager.memory.process.size\": 1600, \"a\": 1.50, \"b\": true}"))
                .contains("jobmanager.memory.process.size")
                .contains("1600 bytes");
        assertThat(second("{\"jobmanager.memory.process.size\": 1.50}")).contains("1.50");
        assertThat(second("{\"jobmanager.memory.process.size\": true}")).contains("true");
    }

    private static String second(String line) throws Exception {
        return second(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String second(byte[] line) throws Exception {
        List<String> results =
                Batches.results(Batches.JOB_MANAGERS, concatenate(GOOD + "\n", line, "\n" + GOOD + "\n"));

        assertThat(results).hasSize(3);
        assertThat(results.get(2)).isEqualTo(results.get(0));
        return results.get(1);
    }

    private static byte[] concatenate(String before, byte[] middle, String after) {
        byte[] first = before.getBytes(StandardCharsets.UTF_8);
        byte[] last = after.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(first, first.length + middle.length + last.length);
        System.arraycopy(middle, 0, all, first.length, middle.length);
        System.arraycopy(last, 0, all, first.length + middle.length, last.length);
        return all;
    }

    private static String problem(String reason, String keys) {
        return "{\"problems\":[{\"message\":\"Cannot read line 2 as a configuration: " + reason + "." + CURE
                + "\",\"keys\":[" + keys + "]}]}";
    }
}
