package io.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script examples/run, with a java and a mvn that only tell how they were called. */
class RunScriptTest {

    private static final String JAVA = """
            #!/bin/sh
            case "$1" in
                -XshowSettings:properties) printf '    java.home = %s\\n    java.version = %s\\n' "$STUB_JDK" "$STUB_JAVA" >&2 ;;
                *)
                    for word in "$@"; do
                        case "$word" in
                            -XX:DumpLoadedClassList=*) echo A > "${word#*=}" ;;
                            -XX:SharedArchiveFile=*) [ -z "$STUB_ARCHIVE" ] || : > "${word#*=}" ;;
                        esac
                        printf '%s\\n' "$word"
                    done ;;
            esac
            """;
    private static final String MAVEN = """
            #!/bin/sh
            if [ "$*" = "-B -v" ]; then
                printf '\\033[1mApache Maven %s\\033[m\\nJava version: 17.0.15\\n' "$STUB_MAVEN"
                exit
            fi
            echo "[INFO] noise"
            printf '%s\\n' "$*" >> calls
            if [ -n "$STUB_FAILURE" ]; then
                echo "[ERROR] $STUB_FAILURE"
                exit 1
            fi
            mkdir -p examples/parley/target examples/tiny-job/target
            touch examples/tiny-job/target/tiny-job.jar examples/parley/target/parley-command.jar lib.jar
            touch cluster.jar pods.jar
            printf '%s' "$PWD/cluster.jar:$PWD/lib.jar" > examples/parley/target/class-path
            printf '%s' "$PWD/lib.jar" > examples/parley/target/plan-class-path
            case "$*" in
                *examples/custom-environment*)
                    mkdir -p examples/custom-environment/target
                    printf '%s' "$PWD/pods.jar" > examples/custom-environment/target/class-path ;;
            esac
            case "$*" in
                *examples/benchmarks/mesos*)
                    mkdir -p examples/benchmarks/mesos/target
                    printf '%s' "$PWD/lib.jar" > examples/benchmarks/mesos/target/class-path ;;
                *examples/benchmarks/yarn*)
                    mkdir -p examples/benchmarks/yarn/target
                    printf '%s' "$PWD/lib.jar" > examples/benchmarks/yarn/target/class-path ;;
                *examples/benchmarks*)
                    mkdir -p examples/benchmarks/target
                    printf '%s' "$PWD/lib.jar" > examples/benchmarks/target/class-path ;;
            esac
            """;

    @TempDir
    private Path directory;

    private Path root;
    private Path jdk;
    private final Map<String, String> variables = new HashMap<>();

    /** What the script said and did. */
    private record Result(int status, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectories(directory.resolve("a root"));
        Path script = Files.createDirectories(root.resolve("examples")).resolve("run");
        Files.copy(Path.of("..", "run"), script);
        assertThat(script).isExecutable();
        Files.writeString(root.resolve("pom.xml"), "");
        Path source = root.resolve("api/src/main/java/A.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "");
        jdk = directory.resolve("jdk");
        executable(jdk.resolve("bin/java"), JAVA);
        executable(jdk.resolve("bin/javac"), "");
        executable(directory.resolve("maven/mvn"), MAVEN);
        variables.put("PATH", jdk.resolve("bin") + ":" + directory.resolve("maven") + ":/usr/bin:/bin");
        variables.put("STUB_JDK", jdk.toString());
        variables.put("STUB_JAVA", "17.0.15");
        variables.put("STUB_MAVEN", "3.8.7");
        variables.put("STUB_FAILURE", "");
        variables.put("STUB_ARCHIVE", "yes");
    }

    private Path examples() throws IOException {
        return root.toRealPath().resolve("examples");
    }

    private String options() throws IOException {
        return Files.readString(examples().resolve("parley/target/java-options"));
    }

    private String planOptions() throws IOException {
        return Files.readString(examples().resolve("parley/target/plan-options"));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("examples").resolve("run").toString()));
        command.addAll(List.of(arguments));
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(variables);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), out, Files.readString(err));
    }

    private int builds() throws IOException {
        Path calls = root.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    private void makeNewer(String file) throws IOException {
        Files.setLastModifiedTime(
                root.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
    }

    @Test
    void buildsWithOneLineAndRunsWithTheArgumentsAsTheyAre() throws Exception {
        Result result = run("launch", "-D", "a=b c", "", "$(x)");
        assertThat(result.status()).isZero();
        assertThat(result.err())
                .matches("Building Parley \\(the first time takes some minutes\\) \\.\\.\\. \\d+ s, done\n");
        assertThat(result.out())
                .isEqualTo("@" + examples().resolve("parley/target/java-options") + "\n-XX:TieredStopAtLevel=1\n"
                        + "-XX:+UseSerialGC\n"
                        + "io.parley.examples.command.ParleyCommand\nlaunch\n-D\na=b c\n\n$(x)\n");
        assertThat(options())
                .contains("\"-Dparley.examples=" + examples() + "\"\n")
                .contains("-cp\n\"" + examples().resolve("parley/target/parley-command.jar") + ":")
                .endsWith("/lib.jar\"\n");
        assertThat(Files.readString(root.resolve("calls"))).contains("-DskipTests", "-am package");
    }

    @Test
    void buildsOnceAndThenSaysNothing() throws Exception {
        run();
        Result second = run();
        assertThat(second.status()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "api/src/main/java/A.java", "api/src/main/java"})
    void buildsAgainWhenSomethingIsNewer(String file) throws Exception {
        run();
        makeNewer(file);
        run();
        assertThat(builds()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lib.jar",
                "examples/tiny-job/target/tiny-job.jar",
                "examples/parley/target/class-path",
                "examples/parley/target/parley-command.jar"
            })
    void buildsAgainWhenSomethingHasGone(String file) throws Exception {
        run();
        Files.delete(root.resolve(file));
        run();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void doesNotBuildAgainForTests() throws Exception {
        run();
        Path test = root.resolve("api/src/test/java/ATest.java");
        Files.createDirectories(test.getParent());
        Files.writeString(test, "");
        makeNewer("api/src/test/java/ATest.java");
        run();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void showsWhyABuildFailedAndRunsNothing() throws Exception {
        variables.put("STUB_FAILURE", "cannot find symbol");
        Result result = run("plan");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("[ERROR] cannot find symbol", "Cannot build parley", "examples/target/build.log")
                .doesNotContain("noise");
        assertThat(run().status()).isEqualTo(1);
        assertThat(builds()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"11.0.2", "1.8.0_402", "16-ea"})
    void refusesAnOldJava(String version) throws Exception {
        variables.put("STUB_JAVA", version);
        Result result = run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("is Java " + version, "Install a JDK 17 or later")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21.0.4", "25-ea"})
    void acceptsALaterJava(String version) throws Exception {
        variables.put("STUB_JAVA", version);
        assertThat(run().status()).isZero();
    }

    @Test
    void saysThatThereIsNoJava() throws Exception {
        variables.put("JAVA_HOME", directory.resolve("none").toString());
        Result result = run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("there is no " + directory.resolve("none"))
                .hasLineCount(1);
    }

    @Test
    void saysThatAJavaHasNoCompiler() throws Exception {
        Files.delete(jdk.resolve("bin/javac"));
        Result result = run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("has no compiler", "Install a JDK 17 or later")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.6.3", "2.2.1"})
    void refusesAnOldMaven(String version) throws Exception {
        variables.put("STUB_MAVEN", version);
        Result result = run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("this is Maven " + version, "Install Maven 3.8 or later")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.1", "3.9.11", "4.0.0"})
    void acceptsALaterMaven(String version) throws Exception {
        variables.put("STUB_MAVEN", version);
        assertThat(run().status()).isZero();
    }

    @Test
    void needsNoMavenOnceBuilt() throws Exception {
        run();
        variables.put("STUB_MAVEN", "3.0");
        assertThat(run().status()).isZero();
    }

    @Test
    void startsFromAnArchiveOfClasses() throws Exception {
        run();
        assertThat(options())
                .contains("\"-XX:SharedArchiveFile=" + examples().resolve("parley/target/java-options.jsa"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "compare", "migrate"})
    void startsWhatTalksToNoClusterWithoutTheJarsThatDo(String command) throws Exception {
        assertThat(run(command).out()).startsWith("@" + examples().resolve("parley/target/plan-options") + "\n");
        assertThat(planOptions()).contains("/lib.jar\"").doesNotContain("cluster.jar");
        run("launch");
        assertThat(options()).contains("/cluster.jar:");
    }

    @Test
    void makesTheArchiveAgainForANewerJar() throws Exception {
        run("plan");
        String before = planOptions();
        FileTime made = Files.getLastModifiedTime(examples().resolve("parley/target/plan-options"));
        Files.setLastModifiedTime(
                root.resolve("lib.jar"), FileTime.from(made.toInstant().plusSeconds(5)));

        run("plan");

        assertThat(Files.getLastModifiedTime(examples().resolve("parley/target/plan-options")))
                .isGreaterThan(made);
        assertThat(planOptions()).isEqualTo(before);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void startsWithoutAnArchiveWhereNoneCanBeMade() throws Exception {
        variables.put("STUB_ARCHIVE", "");
        assertThat(run().status()).isZero();
        assertThat(options()).doesNotContain("SharedArchiveFile");
    }

    @Test
    void makesTheArchiveAgainForAnotherJdkButBuildsNothing() throws Exception {
        run();
        assertThat(options()).startsWith("# " + jdk + "\n");
        Path other = directory.resolve("other");
        executable(other.resolve("bin/java"), JAVA);
        variables.put("JAVA_HOME", other.toString());
        variables.put("STUB_JDK", other.toString());
        assertThat(run().status()).isZero();
        assertThat(options()).startsWith("# " + other + "\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void takesTheVersionOfAJdkFromItsReleaseFile() throws Exception {
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"A\"\nJAVA_VERSION=\"17.0.1\"\n");
        variables.put("STUB_JAVA", "11");
        assertThat(run().status()).isZero();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Result old = run();
        assertThat(old.status()).isEqualTo(1);
        assertThat(old.err()).contains("is Java 11.0.2");
    }

    @Test
    void buildsTheBenchmarksOnlyWhenOneIsToRun() throws Exception {
        run("plan");
        assertThat(Files.readString(root.resolve("calls"))).doesNotContain("benchmarks");
        Result result = run("benchmark", "resolve", "-f", "1");
        assertThat(result.out()).endsWith("\nbenchmark\nresolve\n-f\n1\n");
        assertThat(Files.readString(root.resolve("calls"))).contains("-pl examples/parley,examples/benchmarks -am");
        run("benchmark", "resolve");
        run("plan");
        assertThat(builds()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"yarn, yarn-scale, yarn-rounding", "mesos, mesos-matching, mesos-updates"})
    void buildsTheBenchmarksWithJarsOfTheirOwnOnlyWhenOneOfThemIsToRun(String module, String first, String second)
            throws Exception {
        run("benchmark", "resolve");
        assertThat(Files.readString(root.resolve("calls"))).doesNotContain("benchmarks/" + module);
        Result result = run("benchmark", first, "1");
        assertThat(result.out()).endsWith("\nbenchmark\n" + first + "\n1\n");
        assertThat(Files.readString(root.resolve("calls")))
                .contains("-pl examples/parley,examples/benchmarks/" + module + " -am");
        run("benchmark", second);
        assertThat(builds()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "benchmark",
                "benchmark --help",
                "benchmark -h",
                "environments --help",
                "environments -h",
                "launch --help --environment kubernetes"
            })
    void helpWaitsForNoFurtherModule(String arguments) throws Exception {
        Result result = run(arguments.split(" ", -1));
        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith("\n" + arguments.replace(' ', '\n') + "\n");
        assertThat(Files.readString(root.resolve("calls"))).contains("-pl examples/parley -am");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theHelpOfABenchmarkIsItsOwn() throws Exception {
        run("benchmark", "mesos-updates", "--help");
        assertThat(Files.readString(root.resolve("calls"))).contains("-pl examples/parley,examples/benchmarks/mesos");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan --batch -", "plan --batch=fleet.jsonl"})
    void letsTheJvmCompileABatchAsWellAsItCan(String arguments) throws Exception {
        assertThat(run(arguments.split(" ", -1)).out().lines())
                .contains("-XX:+UseParallelGC")
                .noneMatch(flag -> flag.startsWith("-XX:TieredStopAtLevel"));
    }

    @Test
    void compilesAShortCommandQuickly() throws Exception {
        assertThat(run("plan", "--process", "jobmanager").out().lines())
                .contains("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    @ParameterizedTest
    @CsvSource({"translate, cluster.jar:", "plan, ''"})
    void putsTheJarsOfACustomEnvironmentBehindTheOthersWhereItIsNamed(String command, String ofClusters)
            throws Exception {
        Result result = run(command, "--environment", "kubernetes");
        assertThat(result.status()).isZero();
        Path here = root.toRealPath();
        assertThat(result.out())
                .contains("\n-cp\n" + examples().resolve("parley/target/parley-command.jar") + ":"
                        + (ofClusters.isEmpty() ? "" : here.resolve("cluster.jar") + ":") + here.resolve("lib.jar")
                        + ":"
                        + examples().resolve("custom-environment/target/parley-custom-environment.jar") + ":"
                        + here.resolve("pods.jar") + "\nio.parley");
        assertThat(Files.readString(root.resolve("calls"))).contains("examples/parley,examples/custom-environment");
        assertThat(run(command).out()).doesNotContain("-cp\n");
        assertThat(run("environments").out()).contains("pods.jar");
    }

    @Test
    void putsAStrangersClassPathBehindAllOthers() throws Exception {
        variables.put("PARLEY_CLASS_PATH", "/a b/stranger.jar");
        assertThat(run("plan").out()).contains("lib.jar:/a b/stranger.jar\n");
        assertThat(run("environments").out()).contains("pods.jar:/a b/stranger.jar\n");
    }
}
