package io.parley.mesos.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.KnownSecrets;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.MemorySize;
import io.parley.mesos.MesosResourceTranslator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxSecretsTest {

    private static final KnownSecrets SECRETS = secrets(Map.of(
            "s3.secret-key",
            "pass",
            "env.java.opts.jobmanager",
            "-Dkey.password=of-the-options",
            "mesos.resourcemanager.tasks.uris",
            "https://me:pass%40word@repo/a.tgz?X-Sig=c2ln%2Fbg%3D%3D&raw=true,"
                    + "https://token-of-me@repo/b.tgz?sig=c2lnb/Zvbw"));

    private static KnownSecrets secrets(Map<String, String> keys) {
        FlinkConfiguration configuration = FlinkConfiguration.of(keys);
        return Sandbox.secrets(LaunchRequest.of(
                        new MesosResourceTranslator()
                                .requirements(SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), configuration),
                        configuration,
                        new FlinkDistribution(FlinkVersion.line(2, 3), List.of(Path.of("/jars/flink.jar"))))
                .environmentVariable("DB_PASSWORD", "open sesame")
                .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass",
                "open sesame",
                "of-the-options",
                "me:pass%40word",
                "pass%40word",
                "pass@word",
                "token-of-me",
                "X-Sig=c2ln%2Fbg%3D%3D&raw=true",
                "c2ln%2Fbg%3D%3D",
                "c2ln/bg==",
                "c2lnb/Zvbw",
                "c2lnb\\/Zvbw"
            })
    void whatTheProcessWasGivenIsHiddenWhole(String secret) {
        assertThat(SECRETS.hiddenIn("<" + secret + ">")).isEqualTo("<******>");
    }

    @Test
    void addressesAreHiddenAsAnAgentPrintsThem() {
        assertThat(SECRETS.hiddenIn("Fetching 'https:\\/\\/token-of-me@repo\\/b.tgz?sig=c2lnb\\/Zvbw'"))
                .isEqualTo("Fetching 'https:\\/\\/******@repo\\/b.tgz?******'");
    }

    @Test
    void restOfAnOutputStaysAsItIs() {
        String line = "me: raw=true https://repo/a.tgz";

        assertThat(SECRETS.hiddenIn(line)).isEqualTo(line);
    }
}
