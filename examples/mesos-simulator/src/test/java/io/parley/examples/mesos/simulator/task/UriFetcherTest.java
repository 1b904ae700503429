package io.parley.examples.mesos.simulator.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UriFetcherTest {

    @TempDir
    private Path folder;

    private Path sandbox;
    private Path file;
    private Watchdog watchdog;
    private UriFetcher fetcher;

    @BeforeEach
    void start() throws IOException {
        sandbox = Files.createDirectory(folder.resolve("sandbox"));
        file = Files.writeString(folder.resolve("file"), "content");
        watchdog = Watchdog.start(Files.createDirectory(folder.resolve("work")));
        fetcher = new UriFetcher(sandbox, watchdog);
    }

    @AfterEach
    void end() {
        watchdog.close();
    }

    private static CommandInfo.URI.Builder uri(Object source) {
        return CommandInfo.URI.newBuilder().setValue(source.toString());
    }

    /** Makes an archive of the file inner/packed. */
    private Path archive(String name) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("packed/inner"));
        Files.writeString(folder.resolve("packed/inner/packed"), "packed");
        Path archive = folder.resolve(name);
        assertThat(new ProcessBuilder(
                                "tar", "-C", folder.resolve("packed").toString(), "-cf", archive.toString(), "inner")
                        .start()
                        .waitFor())
                .isZero();
        return archive;
    }

    private Path unpacked() {
        return sandbox.resolve("inner/packed");
    }

    private void fails(CommandInfo.URI.Builder uri, String message) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> fetcher.fetch(uri.build()))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "file:", "file://"})
    void fetchesAFileByItsPathOrItsUri(String prefix) throws IOException {
        fetcher.fetch(uri(prefix + file).build());

        assertThat(sandbox.resolve("file")).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1/file", "hdfs://127.0.0.1/file", "file", "file:file", "file://host/file", "/"})
    void fetchesNothingElse(String uri) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> fetcher.fetch(uri(uri).build()));

        assertThat(sandbox).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "a/../../out", "/out"})
    void putsNothingOutsideOfTheSandbox(String output) {
        String name = output.equals("/out") ? folder + output : output;

        fails(uri(file).setOutputFile(name), "outside of the sandbox");

        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a/.."})
    void putsNothingInThePlaceOfTheSandbox(String output) {
        fails(uri(file).setOutputFile(output), "the sandbox itself");

        assertThat(sandbox).isEmptyDirectory();
    }

    @Test
    void saysThatAFolderIsNoFile() throws IOException {
        fails(uri(Files.createDirectory(folder.resolve("folder"))), "It is no file");

        assertThat(sandbox).isEmptyDirectory();
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        fails(uri(folder.resolve("nothing")), "No such file");
    }

    @Test
    void takesTheLastOfTwoOfOneName() throws IOException {
        fetcher.fetch(uri("/dev/../etc/hosts").setOutputFile("file").build());
        fetcher.fetch(uri(file).build());

        assertThat(sandbox.resolve("file")).hasContent("content");
    }

    @Test
    void makesExecutableWhatIsToBeExecutedOnly() throws IOException {
        fetcher.fetch(uri(file).setExecutable(true).build());
        fetcher.fetch(uri(file).setOutputFile("other").build());

        assertThat(Files.isExecutable(sandbox.resolve("file"))).isTrue();
        assertThat(Files.isExecutable(sandbox.resolve("other"))).isFalse();
    }

    /** What is in them tells how, not their name. */
    @ParameterizedTest
    @ValueSource(strings = {"a.tar", "a.tar.gz", "a.tgz", "a.tar.bz2", "a.tbz2", "a.tar.xz", "a.txz"})
    void unpacksArchivesOfTar(String name) throws IOException, InterruptedException {
        fetcher.fetch(uri(archive(name)).setExtract(true).build());

        assertThat(unpacked()).hasContent("packed");
        assertThat(sandbox.resolve(name)).exists();
        assertThat(folder.resolve("work/pids")).isEmptyDirectory();
    }

    @Test
    void unpacksIntoTheSandboxWhereverTheArchiveIs() throws IOException, InterruptedException {
        fetcher.fetch(uri(archive("a.tar"))
                .setOutputFile("below/b.tar")
                .setExtract(true)
                .build());

        assertThat(unpacked()).hasContent("packed");
    }

    @Test
    void unpacksNothingThatIsToBeExecutedOrNotToBeUnpacked() throws IOException, InterruptedException {
        fetcher.fetch(uri(archive("a.tar")).setExtract(true).setExecutable(true).build());
        fetcher.fetch(uri(archive("b.tar")).setExtract(false).build());

        assertThat(unpacked()).doesNotExist();
    }

    @Test
    void refusesNoArchiveThatIsToBeExecuted() throws IOException {
        fetcher.fetch(uri(file)
                .setOutputFile("a.zip")
                .setExtract(true)
                .setExecutable(true)
                .build());

        assertThat(sandbox.resolve("a.zip")).hasContent("content");
    }

    @Test
    void failsWhereAnArchiveIsNone() throws IOException {
        fails(uri(Files.writeString(folder.resolve("a.tar.gz"), "no archive")).setExtract(true), "Cannot unpack");

        assertThat(sandbox.resolve("stderr")).isNotEmptyFile();
        assertThat(folder.resolve("work/pids")).isEmptyDirectory();
    }

    @Test
    void unpacksNothingMoreOnceItIsEnded() throws IOException, InterruptedException {
        fetcher.kill();

        fails(uri(archive("a.tar")).setExtract(true), "was ended meanwhile");

        assertThat(unpacked()).doesNotExist();
    }
}
