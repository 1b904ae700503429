package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AgentFilesTest {

    private static final String FOLDER = "/frameworks/f/executors/e/runs/latest/";

    @TempDir
    private Path work;

    private AgentFiles files;

    @BeforeEach
    void start() {
        files = new AgentFiles(work);
    }

    @AfterEach
    void close() {
        files.close();
    }

    private Path write(String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Writes a file of the task. */
    private Path writeOutput(int agent, String run, String text) throws IOException {
        return write("agent" + agent + "/slaves/S" + agent + "/frameworks/f/executors/e/runs/" + run + "/stdout", text);
    }

    private RawResponse get(String path, String more) throws IOException {
        return RawResponse.get(files.port(), "/files/read?path=" + path + more);
    }

    private String output(String more) throws IOException {
        return get(FOLDER + "stdout", more).body();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            value = {
                "&offset=2&length=3, ^{\"data\":\"cde\",\"offset\":2}^",
                "&offset=8&length=3, ^{\"data\":\"ij\",\"offset\":8}^",
                "&offset=8, ^{\"data\":\"ij\",\"offset\":8}^",
                "&offset=8&length=-1, ^{\"data\":\"ij\",\"offset\":8}^",
                "&offset=8&length=0, ^{\"data\":\"\",\"offset\":8}^",
                "&offset=11&length=3, ^{\"data\":\"\",\"offset\":10}^",
                "&offset=-1&length=3, ^{\"data\":\"\",\"offset\":10}^",
                "^^, ^{\"data\":\"\",\"offset\":10}^",
            })
    void givesAPartOfAFileOrItsSize(String query, String answer) throws IOException {
        writeOutput(1, "run", "abcdefghij");

        assertThat(output(query)).isEqualTo(answer);
    }

    @Test
    void givesNoMoreThan64KibibytesAtATime() throws IOException {
        writeOutput(1, "run", "a".repeat(70_000));

        String answer = "{\"data\":\"" + "a".repeat(65_536) + "\",\"offset\":1}";
        assertThat(output("&offset=1&length=70000")).isEqualTo(answer);
        assertThat(output("&offset=1")).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({"&offset=-2, offset provided: -2", "&length=-2, length provided: -2"})
    void refusesWhatIsNegative(String query, String message) throws IOException {
        writeOutput(1, "run", "abc");

        RawResponse answer = get(FOLDER + "stdout", query);
        assertThat(answer.status()).contains(" 400 ");
        assertThat(answer.body()).isEqualTo("Negative " + message + ".");
    }

    @Test
    void writesWhatJsonDoesNotHold() throws IOException {
        writeOutput(1, "run", "a\"b\\c\nd\u00e4\0");

        assertThat(output("&offset=0")).isEqualTo("{\"data\":\"a\\\"b\\\\c\\nd\u00e4\\u0000\",\"offset\":0}");
    }

    @Test
    void givesTheFileOfTheLatestRunOnWhateverAgent() throws IOException {
        Path first = writeOutput(1, "first", "first").getParent();
        Path second = writeOutput(2, "second", "second").getParent();
        Path third = writeOutput(2, "third", "third").getParent();

        for (Path latest : new Path[] {first, second, third}) {
            for (Path run : new Path[] {first, second, third}) {
                Files.setLastModifiedTime(run, FileTime.fromMillis(run.equals(latest) ? 2_000_000 : 1_000_000));
            }
            assertThat(output("&offset=0")).contains(latest.getFileName().toString());
        }
    }

    /** Each would be found where the dots lead to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/frameworks/../executors/e/runs/latest/stdout",
                "/frameworks/./executors/e/runs/latest/stdout",
                "/frameworks/f/executors/../runs/latest/stdout",
                "/frameworks/f/executors/./runs/latest/stdout"
            })
    void followsNoDots(String path) throws IOException {
        write("agent1/slaves/S1/executors/e/runs/run/stdout", "outside");
        write("agent1/slaves/S1/frameworks/executors/e/runs/run/stdout", "outside");
        write("agent1/slaves/S1/frameworks/f/runs/run/stdout", "outside");
        write("agent1/slaves/S1/frameworks/f/executors/runs/run/stdout", "outside");

        assertThat(get(path, "&offset=0").status()).contains(" 404 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/frameworks/f/executors/e/runs/latest/folder",
                "/frameworks/f/executors/e/runs/latest/folder/file",
                "/frameworks/f/executors/e/runs/latest/..",
                "/frameworks/f/executors/e/runs/latest/nothing",
                "/frameworks/f/executors/e/runs/run/stdout",
                "/frameworks/f/executors/other/runs/latest/stdout",
                "/frameworks/other/executors/e/runs/latest/stdout"
            })
    void givesNothingThatIsNoFileOfTheTask(String path) throws IOException {
        write("agent1/slaves/S1/frameworks/f/executors/e/runs/run/folder/file", "below");
        writeOutput(1, "run", "output");

        assertThat(get(path, "&offset=0").status()).contains(" 404 ");
        assertThat(get(FOLDER + "stdout", "&offset=0").status()).contains(" 200 ");
    }

    @Test
    void takesThePathWithWhatIsEncodedInIt() throws IOException {
        writeOutput(1, "run", "output");

        assertThat(get("%2Fframeworks/f/executors/e/runs/latest/stdou%74", "&offset=0")
                        .body())
                .contains("output");
    }

    @Test
    void readsFilesOnly() throws IOException {
        assertThat(RawResponse.get(files.port(), "/files/browse?path=" + FOLDER).body())
                .isEqualTo("404 Not Found.");
    }
}
