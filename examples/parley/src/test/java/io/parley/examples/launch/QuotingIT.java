package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.examples.launch.WritesWhatItReceives.Received;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users write reaches the process as it is, through the NodeManager and both shells, and none of it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class QuotingIT {

    private static final long SEED = Long.getLong("parley.seed", 7L);
    private static final int RANDOM_TEXTS = 150;
    private static final int MOST_PIECES = 8;
    private static final List<String> PIECES = List.of(
            "'",
            "\"",
            "\\",
            "$",
            "`",
            "!",
            "(",
            ")",
            "{",
            "}",
            "{{",
            "}}",
            "<",
            ">",
            "&",
            "|",
            ";",
            "#",
            "*",
            "?",
            "[",
            "]",
            "~",
            "=",
            "%",
            "^",
            ",",
            " ",
            "\t",
            "\n",
            "\r",
            "$(",
            "${",
            "HOME",
            "PWD",
            "<LOG_DIR>",
            "<CPS>",
            "<ADD_OPENS>",
            "{{HOME}}",
            "-n",
            "--",
            "a",
            "ä",
            "日本",
            "🙂",
            "\\n",
            "\\\\",
            "'\\''",
            "\"'\"");

    private LaunchTestBed bed;

    @BeforeAll
    void start() throws InterruptedException {
        bed = new LaunchTestBed();
    }

    @AfterAll
    void stop() {
        bed.close();
    }

    /** Texts that would touch a file if any shell ran them, and those that the NodeManager replaces. */
    private static List<String> texts(Path markers) {
        String touch = "touch " + markers + "/";
        return List.of(
                "",
                " ",
                "two words",
                "  leading, trailing and   inner blanks  ",
                "\"double\" and 'single' quotes",
                "'",
                "\"",
                "''\"\"''",
                "$(" + touch + "1)",
                "`" + touch + "2`",
                "; " + touch + "3;",
                "'; " + touch + "4; '",
                "\"; " + touch + "5; \"",
                "'\"; " + touch + "6; \"'",
                "\\\"; " + touch + "7; \\\"",
                "&& " + touch + "8",
                "| " + touch + "9",
                "\n" + touch + "10\n",
                "'$(" + touch + "11)'",
                "\"$(" + touch + "12)\"",
                "\\$(" + touch + "13)",
                "\\\\$(" + touch + "14)",
                "$'\\n'; " + touch + "15",
                "<(" + touch + "16)",
                "${HOME}",
                "$HOME $$ $? $0 $1 $@ $!",
                "{{HOME}}",
                "{{X}}",
                "{{{{PWD}}}}",
                "}}",
                "{{",
                "<LOG_DIR>",
                "<CPS>",
                "a<CPS>b{{CLASSPATH}}c",
                "<ADD_OPENS>",
                "ends with a backslash\\",
                "ends with two\\\\",
                "\\",
                "\\\\\\",
                "line one\nline two\n\nline four\n",
                "\ttab\rreturn",
                "!history !! !$",
                "* ? [a-z] ~ {a,b}",
                "#comment",
                "100 % %s %n",
                "-Dkey=value",
                "--",
                "Grüße, 世界 🙂 \u00a0\u2028");
    }

    private static List<String> randomTexts() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(MOST_PIECES + 1); piece > 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @Test
    void argumentsAndVariablesArriveUnchangedAndRunNothing(@TempDir Path directory) throws Exception {
        System.out.println("QuotingIT: -Dparley.seed=" + SEED);
        Path markers = Files.createDirectory(directory.resolve("markers"));
        Path received = directory.resolve("received");
        List<String> texts = new ArrayList<>(texts(markers));
        texts.addAll(randomTexts());
        List<String> arguments = new ArrayList<>(List.of(received.toString()));
        arguments.addAll(texts);
        FlinkDistribution helper = HelperJar.of(directory, WritesWhatItReceives.class);
        LaunchRequest.Builder request = bed.request(bed.configuration(helper.version(), Map.of()), helper)
                .entryPoint(new EntryPoint(WritesWhatItReceives.class.getName(), arguments));
        Map<String, String> variables = new TreeMap<>();
        for (int i = 0; i < texts.size(); i++) {
            String name = WritesWhatItReceives.PREFIX + i;
            variables.put(name, texts.get(i));
            request.environmentVariable(name, texts.get(i));
        }

        // An application master that ends without registering has failed for YARN, whatever its exit status is.
        assertThatExceptionOfType(LaunchFailedException.class)
                .isThrownBy(() -> bed.launcher().launch(request.build(), event -> {}));

        Received found = Received.read(received);
        assertThat(found.arguments()).isEqualTo(texts);
        assertThat(found.variables()).isEqualTo(variables);
        try (Stream<Path> files = Files.list(markers)) {
            assertThat(files).isEmpty();
        }
        bed.assertNothingLeft();
    }
}
