package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParleyCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"environments", "plan", "translate", "launch", "compare", "migrate", "check", "benchmark"})
    void helpsWithEveryCommand(String command) {
        Run.Result result = Run.PARLEY.run(command, "--help");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("Usage: parley " + command)
                .contains("--help")
                .contains("--verbose")
                .as("names of files are whole")
                .doesNotContainPattern("[a-z]\\.\n +[a-z]");
        assertThat(result.err()).isEmpty();
        assertThat(Run.PARLEY.run("--help").out()).contains("\n  " + command + " ");
    }

    @Test
    void writesAnOverrideAsItIsTyped() {
        assertThat(Run.PARLEY.run("plan", "--help").out())
                .contains("-D  KEY=VALUE")
                .doesNotContain("-D=");
    }

    @Test
    void helpsWithoutColoursInAPipeAndWithSomeOnATerminal() {
        assertThat(Run.PARLEY.run("--help").out()).doesNotContain("\u001b");
        assertThat(Run.PARLEY.on(OutputDevice.PLAIN_TERMINAL).run("--help").out())
                .doesNotContain("\u001b");
        assertThat(Run.PARLEY.on(OutputDevice.TERMINAL).run("--help").out()).contains("\u001b");
    }

    @Test
    void tellsTheVersionOfTheProject() throws IOException {
        assertThat(Run.PARLEY.run("--version").outLines()).first().isEqualTo("parley " + ParleyVersion.VERSION);
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + ParleyVersion.VERSION + "</version>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | A command is missing. Commands are environments, plan, translate, launch, compare, migrate, check, benchmark.",
                "plna | Unknown command: plna. Did you mean plan?",
                "plan --fromat json | Unknown option: --fromat.",
                "plan --process worker | No process is named \"worker\". Choose one of jobmanager, taskmanager.",
                "plan --grant-policy all | replan, heap, off-heap, overhead, unused",
                "plan --flink-version new | Cannot read \"new\" as a Flink version.",
                "plan --conf | Missing required parameter for option '--conf'",
                "plan -D | Missing required parameter for option '-D'",
                "plan -D --format json | Expected parameter for option '-D' but found '--format'",
                "plan -D size | Write -D key=value",
                "plan -D =1g | there is no key before the =",
                "plan one two | 2 arguments belong to no option",
                "environments one | An argument belongs to no option",
                "environments --format svg | Choose one of text, json.",
                "compare --format svg | Choose one of text, json.",
                "compare --grant-policy heap | Unknown option: --grant-policy.",
                "environments --environment yarn | Unknown option: --environment."
            })
    void tellsWhatIsWrongWithTheUsage(String arguments, String reason) {
        Run.Result result = Run.PARLEY.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(result.status()).isEqualTo(ExitStatus.WRONG_USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains(reason)
                .contains("Try \"parley")
                .contains("--help\".")
                .hasLineCount(2);
    }

    @Test
    void hidesTheStackTraceOfARefusalUnlessAskedForIt() {
        assertThat(Run.PARLEY.run("plan").err()).doesNotContain("\tat ");
        assertThat(Run.PARLEY.run("plan", "--verbose").err())
                .startsWith("Cannot plan the memory of the JobManager")
                .contains("MemoryConfigurationException")
                .contains("\tat ");
    }

    @Test
    void callsAnUnexpectedFailureInternal() {
        Run failing = Run.PARLEY.finding(() -> {
            throw new UnsupportedOperationException("nobody expected this");
        });

        Run.Result result = failing.run("plan");

        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().strip())
                .isEqualTo("Internal error: java.lang.UnsupportedOperationException: nobody expected this,"
                        + " run again with --verbose");
        assertThat(failing.run("plan", "--verbose").err()).contains("\tat ");
    }

    /** As Ctrl-C does. */
    @Test
    void callsAnInterruptNoFailure() {
        Run cancelled = Run.PARLEY.finding(() -> {
            throw ParleyCommandTest.<RuntimeException>unchecked(new InterruptedException());
        });

        Run.Result result = cancelled.run("environments", "--verbose");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(result.err().strip()).isEqualTo("Cancelled.");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Thrown as it is.
    private static <E extends Exception> E unchecked(Exception failure) throws E {
        throw (E) failure;
    }

    @Test
    void callsASlipInternalEvenIfItsTypeDerivesFromARefusal() {
        Run failing = Run.PARLEY.finding(() -> {
            throw new NumberFormatException("a slip");
        });

        assertThat(failing.run("environments").err()).startsWith("Internal error:");
    }

    @Test
    void keepsEnvironmentVariablesOutOfTexts() {
        CommandContext context = new CommandContext(
                java.util.Map.of("TOKEN", "hunter2"),
                new java.io.PrintWriter(java.io.Writer.nullWriter()),
                new java.io.PrintWriter(java.io.Writer.nullWriter()),
                OutputDevice.PIPE,
                java.io.InputStream.nullInputStream(),
                java.io.OutputStream.nullOutputStream(),
                Run.PARLEY.discovery());

        assertThat(context.toString()).doesNotContain("hunter2");
    }
}
