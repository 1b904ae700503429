package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code plan --batch}. */
class FleetPlanTest {

    private static final long SEED = Long.getLong("parley.seed", 11);

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final String LINE = "{\"jobmanager.memory.process.size\": \"1600m\"}\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "jobmanager, 2.3.0, yarn",
        "jobmanager, 1.11.6, mesos",
        "taskmanager, 2.3.0, standalone",
        "taskmanager, 1.11.6, yarn"
    })
    void givesInEachLineWhatThePlanOfItGives(String process, String version, String environment) throws IOException {
        System.out.println("plan --batch, " + process + ": seed " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        List<Map<String, String>> fleet = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            Map<String, String> keys = randomKeys(process, random);
            fleet.add(keys);
            lines.append(json(keys)).append('\n');
        }
        String[] options = {
            "plan", "--process", process, "--flink-version", version, "--environment", environment, "--format", "json"
        };

        Run.Result batch = Run.PARLEY.reading(lines.toString()).run(with(options, List.of("--batch", "-")));

        assertThat(batch.status()).isZero();
        assertThat(batch.outLines()).hasSize(fleet.size());
        for (int i = 0; i < fleet.size(); i++) {
            List<String> overrides = new ArrayList<>();
            fleet.get(i).forEach((key, value) -> overrides.add("-D" + key + "=" + value));
            String single = Run.PARLEY.run(with(options, overrides)).out();
            assertThat(batch.outLines().get(i).replace("(line " + (i + 1) + ")", "(-D on the command line)"))
                    .isEqualTo(compact(single));
        }
        assertThat(batch.out()).contains("{\"problems\":[").contains("\"totalProcess\":");
    }

    /** Sizes that often fit together, and values and remarks of every kind now and then. */
    private static Map<String, String> randomKeys(String process, SplittableRandom random) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (random.nextInt(10) > 0) {
            keys.put(process + ".memory.process.size", random.nextInt(1000, 9000) + "m");
        }
        if (random.nextInt(4) == 0) {
            keys.put(process + ".memory.jvm-metaspace.size", random.nextInt(1, 500) + " mb");
        }
        if (random.nextInt(4) == 0) {
            keys.put(process + ".memory.jvm-overhead.fraction", "0." + random.nextInt(10));
        }
        if (random.nextInt(10) == 0) {
            keys.put(
                    process + ".memory.flink.size",
                    List.of("12x", "\"\\\u0001\u007f\u00e9\ud83d\ude00\t", "900m")
                            .get(random.nextInt(3)));
        }
        if (process.equals("taskmanager")) {
            keys.put("taskmanager.numberOfTaskSlots", String.valueOf(random.nextInt(1, 9)));
            if (random.nextInt(3) == 0) {
                keys.put("taskmanager.cpu.cores", random.nextInt(1, 9) + ".5");
            }
            if (random.nextInt(3) == 0) {
                keys.put("external-resources", "gpu;\u00e9");
                keys.put("external-resource.gpu.amount", "2");
                keys.put("external-resource.\u00e9.amount", "3");
            }
        } else if (random.nextInt(3) == 0) {
            keys.put("jobmanager.memory.enable-jvm-direct-memory-limit", "true");
        }
        return keys;
    }

    private static String json(Map<String, String> keys) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> key : keys.entrySet()) {
                json.writeStringField(key.getKey(), key.getValue());
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The same JSON on one line. */
    private static String compact(String pretty) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonParser parser = FACTORY.createParser(pretty);
                JsonGenerator json = FACTORY.createGenerator(text)) {
            parser.nextToken();
            json.copyCurrentStructureExact(parser);
        }
        return text.toString();
    }

    private static String[] with(String[] options, List<String> more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(more);
        return all.toArray(String[]::new);
    }

    @Test
    void laysEachLineOverTheFileAndTheOverridesOverTheLine() throws IOException {
        Path conf = Files.writeString(
                directory.resolve("config.yaml"),
                "jobmanager.memory.off-heap.size: 100m\njobmanager.memory.jvm-metaspace.size: 100m\n");
        Path fleet = Files.writeString(
                directory.resolve("fleet.jsonl"),
                "{\"jobmanager.memory.process.size\": \"1600m\", \"jobmanager.memory.jvm-metaspace.size\": \"200m\","
                        + " \"jobmanager.memory.off-heap.size\": \"200m\"}");

        Run.Result result = Run.PARLEY.run(
                "plan", "-c", conf.toString(), "-Djobmanager.memory.off-heap.size=300m", "--batch", fleet.toString());

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.outLines())
                .singleElement()
                .asString()
                .contains("\"offHeap\":314572800,\"jvmMetaspace\":209715200,");
    }

    @Test
    void readsTheLegacyHeapFromItsVariable() {
        Run.Result result = Run.PARLEY
                .with("FLINK_JM_HEAP", "1024m")
                .reading("{}")
                .run("plan", "--flink-version", "1.11", "--environment", "yarn", "--batch", "-");

        assertThat(result.out()).contains("\"totalProcess\":1073741824,");
    }

    @Test
    void isDoneEvenIfLinesGiveNoPlanAndSaysHowMany() {
        Run.Result result = Run.PARLEY.reading(LINE + "nonsense\n{}\n").run("plan", "--batch", "-");

        assertThat(result.status()).isZero();
        assertThat(result.outLines()).hasSize(3);
        assertThat(result.err())
                .isEqualToNormalizingNewlines("2 of 3 lines gave no plan; their results name the problems.\n");
    }

    @Test
    void showsNoSecrets() {
        Run.Result result = Run.PARLEY.reading("""
                        {"s3.secret-key": "hunter2"}
                        {"s3.secret-key": "hunter2", "s3.secret-key": "hunter2"}
                        {"s3.secret-key": hunter2}
                        {"s3.secret-key": "hunter2
                        """).run("plan", "--batch", "-");

        assertThat(result.outLines()).hasSize(4);
        assertThat(result.out() + result.err()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "jvm-args", "svg"})
    void refusesOtherFormats(String format) {
        Run.Result result = Run.PARLEY.reading(LINE).run("plan", "--batch", "-", "--format", format);

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("--batch has no format " + format + ": it writes JSON. Leave --format out.");
    }

    @Test
    void refusesToExplain() {
        Run.Result result = Run.PARLEY.reading(LINE).run("plan", "--batch", "-", "--explain");

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.err())
                .contains("--explain and --batch do not go together. Explain one configuration at a time.");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("nowhere.jsonl");

        Run.Result result = Run.PARLEY.run("plan", "--batch", file.toString());

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualToNormalizingNewlines("Cannot read the batch " + file
                        + ": there is no such file. Name a file, or - for standard input.\n");
    }

    @Test
    void refusesADirectory() {
        Run.Result result = Run.PARLEY.run("plan", "--batch", directory.toString());

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err())
                .contains("Cannot read the batch " + directory
                        + ": it is a directory. Name a file, or - for standard input.");
    }

    @Test
    void refusesANameThatIsNoPath() {
        Run.Result result = Run.PARLEY.run("plan", "--batch", "a\u0000b");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err()).startsWith("Cannot read the batch: its name is no path (");
    }

    @Test
    void failsWhenNobodyTakesTheResults() {
        StringWriter err = new StringWriter();
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        CommandContext context = new CommandContext(
                Map.of(),
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(err),
                OutputDevice.PIPE,
                new ByteArrayInputStream(LINE.getBytes(StandardCharsets.UTF_8)),
                closed,
                Run.PARLEY.discovery());

        int status = ParleyCommand.commandLine(context).execute("plan", "--batch", "-");

        assertThat(status).isEqualTo(ExitStatus.REFUSED);
        assertThat(err.toString())
                .startsWith("Cannot write the results of the batch from line 1 on: Broken pipe.")
                .hasLineCount(1);
    }
}
