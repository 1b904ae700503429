package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkVersion;
import io.parley.core.configuration.FlinkConfigurationReader;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesDirectoryTest {

    private static final ExamplesDirectory EXAMPLES =
            new ExamplesDirectory(Path.of("..").toAbsolutePath().normalize());

    private static Set<String> keys(String environment, String version) {
        return Set.copyOf(new FlinkConfigurationReader(FlinkVersion.parse(version))
                .read(EXAMPLES.configuration(environment))
                .configuration()
                .keys());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11", "2.3"})
    void anEnvironmentOfOthersIsSentTheSizesAlone(String version) {
        assertThat(keys("kubernetes", version))
                .containsExactlyInAnyOrder("jobmanager.memory.process.size", "taskmanager.memory.process.size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "yarn"})
    void whatSuitsDemonstrationsGoesWhereParleyLaunches(String environment) {
        assertThat(keys(environment, "2.3"))
                .contains("jobmanager.memory.process.size", "env.java.opts.jobmanager", "yarn.heartbeat.interval");
    }
}
