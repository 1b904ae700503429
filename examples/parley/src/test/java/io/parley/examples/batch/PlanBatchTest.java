package io.parley.examples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkVersion;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanBatchTest {

    private static final MemoryPlanResolver RESOLVER = MemoryPlanResolver.of(
            FlinkVersion.parse("2.3.0"),
            EnvironmentRegistry.discover().environment("yarn").description());

    private static final PlanBatch BATCH = PlanBatch.of("yarn", RESOLVER::jobManager);

    private static List<String> results(PlanBatch batch, String lines) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        batch.run(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), out);
        return out.toString(StandardCharsets.US_ASCII).lines().toList();
    }

    @Test
    void givesOneResultForEachLine() throws Exception {
        String line = "{\"jobmanager.memory.process.size\": \"1600m\"}\n";

        List<String> results = results(BATCH, line + "{}\n" + line);

        assertThat(results).hasSize(3);
        assertThat(results.get(0))
                .startsWith("{\"process\":\"jobmanager\",\"environment\":\"yarn\"")
                .isEqualTo(results.get(2));
        assertThat(results.get(1)).startsWith("{\"problems\":[{\"message\":\"");
    }
}
