package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.size.MemorySize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSecretsTest {

    private static LaunchRequest request(Map<String, String> configuration) {
        return LaunchRequest.of(
                        ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)))
                                .build(),
                        FlinkConfiguration.of(configuration),
                        new FlinkDistribution(FlinkVersion.line(2, 3), List.of(Path.of("flink.jar"))))
                .environmentVariable("DB_PASSWORD", "of a variable")
                .environmentVariable("JAVA_TOOL_OPTIONS", "-Da.password=of-the-tools")
                .entryPoint(new EntryPoint("org.example.Main", List.of("--b.password=of-an-argument", "plain=text")))
                .build();
    }

    private static final KnownSecrets SECRETS = KnownSecrets.of(
                    request(Map.of(
                            "s3.secret-key", " of-a-key ",
                            "s3.access.password", "key",
                            "env.java.opts", "-Dc.password='of the options' -Dd=plain")),
                    Map.of("JDK_JAVA_OPTIONS", "-De.password=inherited", "F_PASSWORD", "not handed on"))
            .and(List.of("of-somebody-else"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "of-a-key",
                "of a variable",
                "of-the-tools",
                "of-an-argument",
                "of the options",
                "inherited",
                "of-somebody-else"
            })
    void hidesWhatTheProcessWasGiven(String secret) {
        assertThat(SECRETS.hiddenIn("<" + secret + ">")).isEqualTo("<******>");
    }

    @Test
    void leavesTheRestAsItIs() {
        String line = "key plain text plain=text not handed on";
        assertThat(SECRETS.hiddenIn(line)).isEqualTo(line);
        assertThat(SECRETS).hasToString("7 secrets");
    }

    @Test
    void hidesThemInAnEnd() {
        ProcessExit exit = new ProcessExit(
                ExitReason.FAILED, OptionalInt.of(1), "started with of-a-key", List.of("one", "of the options"));

        assertThat(SECRETS.hiddenIn(exit))
                .isEqualTo(new ProcessExit(
                        ExitReason.FAILED, OptionalInt.of(1), "started with ******", List.of("one", "******")));
    }

    @Test
    void findsThoseOfOptionsThatCannotBeSplit() {
        KnownSecrets secrets = KnownSecrets.of(request(Map.of("env.java.opts", "-Dc.password=opened '-Dd=x")));

        assertThat(secrets.hiddenIn("opened")).isEqualTo("******");
    }
}
