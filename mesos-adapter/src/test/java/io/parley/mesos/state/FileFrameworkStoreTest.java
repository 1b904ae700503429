package io.parley.mesos.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.parley.mesos.state.FrameworkState.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileFrameworkStoreTest {

    private static final long SEED = 20261129;

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("state");
    }

    private static KnownTask task(String id, KnownTask.Phase phase) {
        return new KnownTask(
                id,
                "worker; 7\n\u00e9 %",
                "S0",
                "host",
                "http://h:5051",
                1500,
                1600,
                Map.of("rest.port", 31000),
                id.equals("a") ? Map.of("rack", "r 1;=\u00e9", "@zone", "") : Map.of(),
                phase);
    }

    private static List<List<Change>> history() {
        return List.of(
                List.of(new Change.Subscribed("f-1")),
                List.of(
                        new Change.TaskChanged(task("a", KnownTask.Phase.LAUNCHED)),
                        new Change.TaskChanged(task("b", KnownTask.Phase.LAUNCHED))),
                List.of(new Change.TaskChanged(task("a", KnownTask.Phase.RUNNING))),
                List.of(new Change.TaskEnded("b"), new Change.TaskChanged(task("c", KnownTask.Phase.LAUNCHED))),
                List.of(new Change.TaskChanged(task("c", KnownTask.Phase.UNWANTED))));
    }

    @Test
    void whatWasKeptIsThereAgain() throws IOException {
        FrameworkState expected = FrameworkState.EMPTY;
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
            for (List<Change> changes : history()) {
                store.append(changes);
                expected = expected.after(changes);
            }
        }
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load()).isEqualTo(expected);
            assertThat(store.load().tasks().keySet()).containsExactly("a", "c");
            store.append(List.of(new Change.Forgotten()));
        }
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
        }
    }

    /** Cancelled callers free what they hold, and what they free has to be kept. */
    @Test
    void interruptedThreadOpensAndAppendsAndStaysInterrupted() throws IOException {
        FrameworkState expected = FrameworkState.EMPTY;
        Thread.currentThread().interrupt();
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            for (List<Change> changes : history()) {
                store.append(changes);
                expected = expected.after(changes);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            }
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load()).isEqualTo(expected);
        }
    }

    /** The channel is closed by each interruption that meets it, also while the file is made shorter. */
    @Test
    void threadThatIsInterruptedWhileItAppendsLosesNothing() throws Exception {
        int changes = 1300;
        int tasks = 100;
        FileFrameworkStore store = FileFrameworkStore.open(file());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread appending = new Thread(() -> {
            try (store) {
                for (int i = 0; i < changes; i++) {
                    store.append(List.of(new Change.TaskChanged(task("t" + i % tasks, KnownTask.Phase.LAUNCHED))));
                    boolean unused = Thread.interrupted();
                }
            } catch (IOException | RuntimeException | Error e) {
                failure.set(e);
            }
        });
        appending.start();
        int interruptions = 0;
        while (appending.isAlive()) {
            appending.interrupt();
            interruptions++;
            LockSupport.parkNanos(50_000);
        }
        appending.join();

        assertThat(interruptions).isPositive();
        assertThat(failure.get()).isNull();
        try (FileFrameworkStore again = FileFrameworkStore.open(file())) {
            assertThat(again.load().tasks()).hasSize(tasks);
        }
    }

    /** Whatever part of the file reached the disk, every call that had returned is kept, and no half of another one. */
    @Test
    void crashAtAnyByteLosesNothingThatWasPromised() throws IOException {
        List<FrameworkState> states = new ArrayList<>(List.of(FrameworkState.EMPTY));
        List<Long> ends = new ArrayList<>();
        byte[] whole;
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            ends.add(Files.size(file()));
            for (List<Change> changes : history()) {
                store.append(changes);
                states.add(store.load());
                ends.add(Files.size(file()));
            }
            whole = Files.readAllBytes(file());
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int crashes = 0;
        for (int length = Math.toIntExact(ends.get(0)); length <= whole.length; length++) {
            int kept = 0;
            while (kept + 1 < ends.size() && ends.get(kept + 1) <= length) {
                kept++;
            }
            for (byte[] torn : tails(Arrays.copyOf(whole, length), random)) {
                Path crashed = directory.resolve("crashed");
                Files.write(crashed, torn);
                try (FileFrameworkStore store = FileFrameworkStore.open(crashed)) {
                    assertThat(store.load())
                            .as("%d bytes of %d", length, whole.length)
                            .isEqualTo(states.get(kept));
                    store.append(List.of(new Change.TaskChanged(task("later", KnownTask.Phase.RUNNING))));
                }
                try (FileFrameworkStore store = FileFrameworkStore.open(crashed)) {
                    assertThat(store.load())
                            .isEqualTo(states.get(kept)
                                    .after(List.of(new Change.TaskChanged(task("later", KnownTask.Phase.RUNNING)))));
                }
                crashes++;
            }
        }
        assertThat(crashes).isGreaterThan(1000);
    }

    /** A file system may have made the file longer than what it wrote of it. */
    private static List<byte[]> tails(byte[] written, SplittableRandom random) {
        byte[] zeros = Arrays.copyOf(written, written.length + 1 + random.nextInt(40));
        byte[] garbage = zeros.clone();
        for (int i = written.length; i < garbage.length; i++) {
            garbage[i] = (byte) random.nextInt(256);
        }
        return List.of(written, zeros, garbage);
    }

    @Test
    void crashWhileTheFileIsWrittenAnewLeavesTheOldOne() throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            store.append(history().get(0));
        }
        Files.writeString(directory.resolve("state.new"), "parley-mesos-fram");

        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load().frameworkId()).contains("f-1");
        }
    }

    @Test
    void anyFlippedBitBeforeTheLastLineIsDamageAndNotForgotten() throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            for (List<Change> changes : history()) {
                store.append(changes);
            }
        }
        byte[] whole = Files.readAllBytes(file());
        int lastLine = whole.length - 1;
        while (whole[lastLine - 1] != '\n') {
            lastLine--;
        }
        for (int i = 0; i < lastLine - 1; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file(), damaged);
            assertThatExceptionOfType(IOException.class)
                    .as("bit of byte %d", i)
                    .isThrownBy(() -> FileFrameworkStore.open(file()))
                    .withMessageContaining("damaged");
        }
    }

    private static void assertCannotBeKept(Path file, String why) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> FileFrameworkStore.open(file))
                .withMessage("Cannot keep the state of a framework in " + file + ": " + why
                        + ". Name a file in a folder that exists and may be written to, on a disk with room.");
    }

    @Test
    void fileThatCannotBeOpenedIsToldWithTheReasonAndWhatToDo() throws IOException {
        assertCannotBeKept(directory.resolve("none").resolve("state"), "its folder does not exist");
        assertCannotBeKept(Files.createDirectory(directory.resolve("folder")), "it is a folder");
        assertCannotBeKept(directory.getRoot(), "it is a folder");
        assertThat(Path.of("null.lock")).as("beside a file without a name").doesNotExist();
        Path plain = Files.writeString(directory.resolve("plain"), "");
        assertCannotBeKept(plain.resolve("state"), "Not a directory");
        assertCannotBeKept(directory.resolve("x".repeat(300)), "File name too long");
    }

    @Test
    void fileThatMayNotBeWrittenIsToldWithItsName() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("locked"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(folder), "Whoever runs this may write everywhere.");
        assertCannotBeKept(folder.resolve("state"), folder.resolve("state.lock") + " may not be read or written");
    }

    /** What the system calls for cannot be had in a test by a full disk; a failing force has the same way. */
    @Test
    void failureOfTheDiskWhileTheFileIsMadeIsToldWithTheReasonAndWhatToDo() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> FileFrameworkStore.open(file(), folder -> {
                    throw new IOException("No space left on device");
                }))
                .withMessage("Cannot keep the state of a framework in " + file() + ": No space left on device."
                        + " Name a file in a folder that exists and may be written to, on a disk with room.");
        assertThatCode(() -> FileFrameworkStore.open(file()).close())
                .as("nothing is held")
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "retired f-1,\"retired\" is no change of a state",
        "task a demand S0,\"task\" has 4 words instead of 9 or more",
        "subscribed,\"subscribed\" has 1 words instead of 2 or more",
        "task a d S0 h u 1 2 DREAMING,No enum constant io.parley.mesos.state.KnownTask.Phase.DREAMING"
    })
    void wholeLineOfAnotherVersionIsToldWithItsNumberAndWhatToDo(String payload, String why) throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            store.append(history().get(0));
        }
        CRC32C checksum = new CRC32C();
        checksum.update(payload.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(file(), String.format("%08x %s\n", checksum.getValue(), payload), StandardOpenOption.APPEND);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> FileFrameworkStore.open(file()))
                .withMessage("Cannot read " + file() + ": line 3 is whole, but not of this version of Parley (" + why
                        + "). Use the version that wrote it, or remove it and end the framework at the master"
                        + " (TEARDOWN).");
    }

    @Test
    void fileStaysShortHoweverManyTasksCome() throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            store.append(history().get(0));
            for (int i = 0; i < 1500; i++) {
                store.append(List.of(new Change.TaskChanged(task("t" + i, KnownTask.Phase.LAUNCHED))));
                store.append(List.of(new Change.TaskEnded("t" + i)));
            }
            assertThat(Files.size(file())).isLessThan(200_000);
        }
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load())
                    .isEqualTo(FrameworkState.EMPTY.after(history().get(0)));
        }
    }

    @Test
    void changeIsKeptWhereTheFileCannotBeWrittenAnew() throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            store.append(history().get(0));
            Files.createDirectory(directory.resolve("state.new"));
            churn(store, 0, 1200);
            Files.delete(directory.resolve("state.new"));
            churn(store, 1200, 1500);
            assertThat(Files.size(file())).as("tried again").isLessThan(200_000);
        }
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load())
                    .isEqualTo(FrameworkState.EMPTY.after(history().get(0)));
        }
    }

    /** The new file has taken the place of the old one, which nobody reads any more. */
    @Test
    void changesGoToTheNewFileAndToTheDiskWhereItsFolderWasNotForced() throws IOException {
        boolean[] broken = {false};
        List<String> refused = new ArrayList<>();
        try (FileFrameworkStore store = FileFrameworkStore.open(file(), folder -> {
            if (broken[0]) {
                throw new IOException("folder");
            }
        })) {
            store.append(history().get(0));
            churn(store, 0, 400);
            broken[0] = true;
            for (int i = 400; i < 700; i++) {
                try {
                    churn(store, i, i + 1);
                } catch (IOException e) {
                    refused.add(e.getMessage());
                }
            }
            assertThat(refused)
                    .isNotEmpty()
                    .allSatisfy(why -> assertThat(why)
                            .isEqualTo("Cannot keep the state of a framework in " + file()
                                    + ": folder. Make room there and start again."));
            broken[0] = false;
            store.append(List.of(new Change.TaskChanged(task("last", KnownTask.Phase.RUNNING))));
        }
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load().frameworkId()).contains("f-1");
            assertThat(store.load().tasks()).containsKey("last");
        }
    }

    private static void churn(FileFrameworkStore store, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            store.append(List.of(new Change.TaskChanged(task("t" + i, KnownTask.Phase.LAUNCHED))));
            store.append(List.of(new Change.TaskEnded("t" + i)));
        }
    }

    @Test
    void secondNegotiatorIsKeptOut() throws IOException {
        try (FileFrameworkStore store = FileFrameworkStore.open(file())) {
            assertThat(store.load()).isEqualTo(FrameworkState.EMPTY);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> FileFrameworkStore.open(file()))
                    .withMessageContaining("another negotiator uses it");
        }
        FileFrameworkStore.open(file()).close();
    }

    @Test
    void closedStoreKeepsNothing() throws IOException {
        FileFrameworkStore store = FileFrameworkStore.open(file());
        store.close();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.append(history().get(0)))
                .withMessageContaining("closed");
    }
}
