package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.PlanFit;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.examples.launch.LaunchOutput;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TextLaunchOutputTest {

    @Test
    void showsAStepWhenItBeginsAndItsResultWhenItIsDone() {
        assertThat(shown(OutputDevice.PIPE, output -> {
                    output.begin("Starting a cluster");
                    output.detail("half of it runs");
                    output.end("it runs", Duration.ofMillis(6149));
                }))
                .isEqualToNormalizingNewlines("""
                        Starting a cluster ...
                          half of it runs
                          it runs (6.1 s)
                        """);
    }

    @Test
    void startsASentenceWithACapitalAndANameAsItIs() {
        assertThat(shown(OutputDevice.PIPE, output -> {
                    output.begin("asking YARN");
                    output.begin("application_1 is ACCEPTED");
                }))
                .isEqualToNormalizingNewlines("""
                        Asking YARN ...
                        application_1 is ACCEPTED ...
                        """);
    }

    @Test
    void setsBlocksApartByBlankLines() {
        assertThat(shown(OutputDevice.PIPE, output -> {
                    output.heading("Planned and measured");
                    output.table(
                            List.of("what", "planned", "note"),
                            List.of(List.of("-Xmx", "1024", "-"), List.of("Heap", "1", "-Xms")));
                    output.line("as planned");
                    output.line("to the byte");
                    output.table(List.of("a"), List.of(List.of("b")));
                    output.heading("The end");
                    output.line("done");
                }))
                .isEqualToNormalizingNewlines("""
                        Planned and measured
                        what  planned  note
                        -Xmx     1024  -
                        Heap        1  -Xms

                        as planned
                        to the byte

                        a
                        b

                        The end
                        done
                        """);
    }

    @Test
    void showsSizesInAPipeAndAPictureOnATerminal() {
        Consumer<LaunchOutput> drawing =
                output -> output.picture(List.of(bar("planned", "1600m"), bar("granted", "2048m")));

        assertThat(shown(OutputDevice.PIPE, drawing))
                .contains("Total Process Memory  1600 MiB  1677721600 bytes    2048 MiB  2147483648 bytes\n")
                .doesNotContain("[")
                .doesNotContain("\u001b");
        assertThat(shown(OutputDevice.PLAIN_TERMINAL, drawing))
                .contains("granted [###########################################====+++++++------]\n")
                .doesNotContain("\u001b");
        assertThat(shown(OutputDevice.TERMINAL, drawing)).contains("\u001b[44m");
    }

    @Test
    void stylesOnATerminalOnly() {
        Consumer<LaunchOutput> writing = output -> {
            output.heading("Heading");
            output.detail("detail");
            output.end("done", Duration.ZERO);
        };

        assertThat(shown(OutputDevice.PIPE, writing)).doesNotContain("\u001b");
        assertThat(shown(OutputDevice.PLAIN_TERMINAL, writing)).doesNotContain("\u001b");
        assertThat(shown(OutputDevice.TERMINAL, writing)).contains("\u001b[1mHeading\u001b[0m");
    }

    private static LaunchOutput.Bar bar(String title, String size) {
        ProcessMemoryPlan plan = MemoryPlanResolver.of(
                        FlinkVersion.line(2, 3),
                        EnvironmentRegistry.discover().environment("yarn").description())
                .jobManager(FlinkConfiguration.of(Map.of("jobmanager.memory.process.size", size)));
        return new LaunchOutput.Bar(title, new PlanFit(plan, MemorySize.ZERO));
    }

    private static String shown(OutputDevice device, Consumer<LaunchOutput> use) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        use.accept(new TextLaunchOutput(new CommandContext(
                Map.of(),
                new PrintWriter(out),
                new PrintWriter(err),
                device,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                EnvironmentRegistry::discover)));
        assertThat(err.toString()).isEmpty();
        return out.toString();
    }
}
