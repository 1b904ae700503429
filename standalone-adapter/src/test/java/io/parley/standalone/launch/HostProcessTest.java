package io.parley.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.ExitReason;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of processes, whoever ends them. */
@Timeout(60)
class HostProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SECRET = "hunter2-the-second";

    @TempDir
    private Path folders;

    @TempDir
    private Path elsewhere;

    private LaunchedProcess launch(LaunchRequest request) throws InterruptedException {
        return new StandaloneLauncher(folders).launch(request, LaunchListener.NONE);
    }

    private Path folder() throws IOException {
        try (Stream<Path> files = Files.list(folders)) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.sleep(20);
        }
    }

    @Test
    void whatIgnoresSigtermIsEndedByForceAfterTheGrace() throws Exception {
        try (LaunchedProcess process =
                launch(HostRequests.request(Mains.Ignores.class).build())) {
            ProcessExit exit = process.stop(Duration.ofMillis(300));
            assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
            assertThat(exit.status()).hasValue(137);
            assertThat(exit.diagnostics()).isEqualTo("It did not end in time after SIGTERM and was ended by SIGKILL.");
        }
    }

    @Test
    void whatAProcessStartedEndsWithIt() throws Exception {
        try (LaunchedProcess process =
                launch(HostRequests.request(Mains.Forks.class).build())) {
            Path child = folder().resolve("work").resolve("child");
            await("the child's id", () -> child.toFile().length() > 0);
            String id = Files.readString(child);
            assertThat(HostRequests.isAlive(id)).isTrue();
            process.stop(LIMIT);
            await("the child's end", () -> !HostRequests.isAlive(id));
        }
    }

    private String child() throws IOException, InterruptedException {
        Path child = folder().resolve("work").resolve("child");
        await("the id of a child", () -> Files.exists(child));
        return Files.readString(child).strip();
    }

    /** A script that is asked to end does so at once; one that traps that waits for what it has started. */
    @ParameterizedTest
    @ValueSource(strings = {"", "trap : TERM\n"})
    @EnabledOnOs(OS.LINUX)
    void theProcessBehindAScriptIsAskedToEndAndAwaited(String trap) throws Exception {
        Path java = Files.createDirectories(elsewhere.resolve("bin")).resolve("java");
        // The script stays beside the real one, as without exec.
        Files.writeString(
                java, "#!/bin/sh\n" + trap + "'" + System.getProperty("java.home") + "/bin/java' \"$@\"\nexit $?\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Path words = elsewhere.resolve("words");
        LaunchRequest request = HostRequests.request(Mains.EndsSlowly.class, words.toString())
                .environmentVariable("JAVA_HOME", elsewhere.toString())
                .build();
        try (LaunchedProcess process = launch(request)) {
            String child = child();
            assertThat(child).isNotEqualTo(process.id());
            ProcessExit exit = process.stop(LIMIT);
            assertThat(HostRequests.isRunning(child)).isFalse();
            assertThat(words).hasContent(Mains.LAST_WORDS);
            assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
            assertThat(exit.diagnostics()).doesNotContain("SIGKILL");
        }
        assertThat(folders).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAProcessStartedIsEndedByForceAfterTheSameGrace() throws Exception {
        try (LaunchedProcess process =
                launch(HostRequests.request(Mains.ForksTheStubborn.class).build())) {
            String child = child();
            assertThat(HostRequests.isRunning(child)).isTrue();
            long began = System.nanoTime();
            ProcessExit exit = process.stop(Duration.ofSeconds(1));
            assertThat(HostRequests.isRunning(child)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(1), LIMIT);
            assertThat(exit.status()).hasValue(143);
            assertThat(exit.diagnostics())
                    .isEqualTo("It ended by signal 15 (SIGTERM). What it had started did not end in time after SIGTERM"
                            + " and was ended by SIGKILL.");
        }
    }

    @Test
    void aDeathIsToldWithItsStatusAndLastLinesWithoutSecrets() throws Exception {
        LaunchRequest request = HostRequests.request(Mains.Dies.class, "800")
                .environmentVariable("PARLEY_PASSWORD", SECRET)
                .build();
        try (LaunchedProcess process = launch(request)) {
            ProcessExit exit = process.awaitExit(LIMIT);
            assertThat(exit.reason()).isEqualTo(ExitReason.FAILED);
            assertThat(exit.status()).hasValue(17);
            assertThat(exit.lastLogLines()).endsWith(Mains.LAST_WORDS, "the password is ******");
        }
    }

    @Test
    void theEndIsStillToldWithItsLastLinesAfterClosing() throws Exception {
        LaunchedProcess process =
                launch(HostRequests.request(Mains.Dies.class, "800").build());
        ProcessExit exit = process.awaitExit(LIMIT);
        process.close();
        assertThat(folders).isEmptyDirectory();
        assertThat(exit.lastLogLines()).contains(Mains.LAST_WORDS);
        assertThat(process.awaitExit(LIMIT)).isEqualTo(exit);
        assertThat(process.stop(LIMIT)).isEqualTo(exit);
    }

    @Test
    void theLastLinesOfADetachedProcessThatHasEndedAreToldAfterClosing() throws Exception {
        LaunchedProcess process =
                launch(HostRequests.request(Mains.Dies.class, "800").build());
        process.detach();
        await("its end", () -> !HostRequests.isAlive(process.id()));
        // Its parent learns of it a moment later.
        Thread.sleep(200);
        process.close();
        assertThat(folders).isEmptyDirectory();
        ProcessExit exit = process.awaitExit(LIMIT);
        assertThat(exit.status()).hasValue(17);
        assertThat(exit.lastLogLines()).contains(Mains.LAST_WORDS);
    }

    @Test
    void aKillFromOutsideIsToldAsOne() throws Exception {
        try (LaunchedProcess process =
                launch(HostRequests.request(Mains.Runs.class).build())) {
            ProcessHandle.of(Long.parseLong(process.id())).orElseThrow().destroyForcibly();
            ProcessExit exit = process.awaitExit(LIMIT);
            assertThat(exit.reason()).isEqualTo(ExitReason.KILLED);
            assertThat(exit.status()).hasValue(137);
            assertThat(exit.diagnostics())
                    .isEqualTo("It ended by signal 9 (SIGKILL). Where nobody sent it, the kernel may have run out of"
                            + " memory: see its log.");
        }
    }

    @Test
    void aProcessHasItsPlanOnItsCommandLineAndTheGrantIsTheAsk() throws Exception {
        LaunchRequest request = HostRequests.request(Mains.Runs.class).build();
        try (LaunchedProcess process = launch(request)) {
            String commandLine = Files.readString(Path.of("/proc", process.id(), "cmdline"));
            List<String> words = List.of(commandLine.split("\0"));
            assertThat(words)
                    .containsSubsequence(request.requirements().plan().jvmArguments())
                    .contains("-XX:TieredStopAtLevel=1");
            assertThat(process.grant().memory()).isEqualTo(MemorySize.ofMebibytes(640));
            assertThat(process.fit().unused()).isEqualTo(MemorySize.ZERO);
            assertThat(process.restAddress()).isEmpty();
            assertThat(process).hasToString(process.id() + " of 640 MiB (671088640 bytes)");
        }
    }

    @Test
    void onlyThisUserMayReadWhatAProcessReads() throws Exception {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("s3.secret-key", SECRET));
        try (LaunchedProcess process =
                launch(HostRequests.request(configuration, Mains.Runs.class).build())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                    .isEqualTo("rwx------");
            Path file = folder().resolve("conf").resolve("config.yaml");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(file).content().contains("\"s3.secret-key\": \"" + SECRET + "\"");
            assertThat(process.id()).isNotBlank();
        }
        assertThat(folders).isEmptyDirectory();
    }

    private record Parent(Process process, String child) {}

    private Parent parent(String mode) throws IOException, InterruptedException {
        return parent(List.of(), mode);
    }

    private Parent parent(List<String> before, String mode) throws IOException, InterruptedException {
        Path done = Files.createTempDirectory("parley-test-").resolve("done");
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launches.class.getName(),
                done.toString(),
                folders.toString(),
                mode));
        Process parent = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await("the launch of another program", () -> Files.exists(done) || !parent.isAlive());
        String child = Files.readString(done);
        Files.delete(done);
        Files.delete(Objects.requireNonNull(done.getParent()));
        return new Parent(parent, child);
    }

    /** Gives the process group and the session of a process. */
    private static List<String> groupAndSession(String id) throws IOException {
        String stat = Files.readString(Path.of("/proc", id, "stat"));
        // The second field, in parentheses, may hold blanks.
        return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)).subList(2, 4);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessHasASessionOfItsOwn() throws Exception {
        assumeTrue(OwnSession.program(System.getenv().getOrDefault("PATH", "")).isPresent(), "There is no setsid.");
        try (LaunchedProcess process =
                launch(HostRequests.request(Mains.Runs.class).build())) {
            assertThat(groupAndSession(process.id())).containsExactly(process.id(), process.id());
        }
    }

    /** Starts a parent in a session of its own, as a terminal does, and sends its group what Ctrl-C sends. */
    private Parent interruptedParent(String mode) throws Exception {
        Optional<Path> setsid = OwnSession.program(System.getenv().getOrDefault("PATH", ""));
        assumeTrue(setsid.isPresent(), "There is no program setsid, which starts a parent in a session of its own.");
        Parent parent = parent(List.of(setsid.get().toString()), mode);
        String group = Long.toString(parent.process().pid());
        assertThat(groupAndSession(group)).containsExactly(group, group);
        // Whoever runs the tests in the background ignores interrupts, and so does all that it starts.
        String signal = ignoresInterrupts(group) ? "TERM" : "INT";
        // A shell has kill built in; not every system has a program of that name.
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- -" + group).start();
        assertThat(kill.waitFor()).isZero();
        assertThat(parent.process().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return parent;
    }

    private static boolean ignoresInterrupts(String id) throws IOException {
        String field = "SigIgn:";
        return Files.readAllLines(Path.of("/proc", id, "status")).stream()
                .filter(line -> line.startsWith(field))
                .anyMatch(line ->
                        (Long.parseUnsignedLong(line.substring(field.length()).strip(), 16) & 2) != 0);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDetachedProcessOutlivesTheInterruptOfItsTerminal() throws Exception {
        Parent parent = interruptedParent("detach");
        ProcessHandle child = ProcessHandle.of(Long.parseLong(parent.child())).orElseThrow();
        try {
            assertThat(child.onExit()).isNotCompleted();
            Thread.sleep(500);
            assertThat(child.isAlive()).isTrue();
        } finally {
            List<ProcessHandle> tree = child.descendants().toList();
            child.destroyForcibly();
            child.onExit().join();
            tree.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessEndsWhenItsTerminalInterruptsItsParent() throws Exception {
        Parent parent = interruptedParent("hold");
        await("the orphan's end", () -> !HostRequests.isAlive(parent.child()));
        assertThat(folders).isEmptyDirectory();
    }

    @Test
    void aProcessEndsAndItsFolderGoesWhenItsParentIsKilled() throws Exception {
        Parent parent = parent("hold");
        assertThat(HostRequests.isAlive(parent.child())).isTrue();
        Path work = folder().resolve("work");
        await("the grandchild's id", () -> work.resolve("child").toFile().length() > 0);
        String grandchild = Files.readString(work.resolve("child"));
        assertThat(HostRequests.isAlive(grandchild)).isTrue();
        Path foreign = Files.writeString(
                Files.createDirectory(elsewhere.resolve("data")).resolve("file"), "kept");
        Files.createSymbolicLink(work.resolve("link"), foreign.getParent());
        parent.process().toHandle().destroyForcibly();
        await("the orphan's end", () -> !HostRequests.isAlive(parent.child()));
        await("the end of what the orphan started", () -> !HostRequests.isAlive(grandchild));
        assertThat(folders).isEmptyDirectory();
        assertThat(foreign).hasContent("kept");
    }

    @Test
    void aDetachedProcessOutlivesItsKilledParent() throws Exception {
        Parent parent = parent("detach");
        ProcessHandle child = ProcessHandle.of(Long.parseLong(parent.child())).orElseThrow();
        try {
            parent.process().destroyForcibly().waitFor();
            Thread.sleep(500);
            assertThat(child.isAlive()).isTrue();
        } finally {
            List<ProcessHandle> tree = child.descendants().toList();
            child.destroyForcibly();
            child.onExit().join();
            tree.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void theLeashRunsOnJava8() throws IOException {
        try (InputStream code = Objects.requireNonNull(Leash.class.getResourceAsStream("Leash.class"));
                DataInputStream data = new DataInputStream(code)) {
            assertThat(data.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(data.readUnsignedShort()).isZero();
            assertThat(data.readUnsignedShort()).isEqualTo(52);
        }
    }
}
