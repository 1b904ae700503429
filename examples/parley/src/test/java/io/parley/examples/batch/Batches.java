package io.parley.examples.batch;

import io.parley.api.configuration.FlinkVersion;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.resolution.MemoryPlanResolver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Batches on YARN and what they give. */
final class Batches {

    static final MemoryPlanResolver RESOLVER = MemoryPlanResolver.of(
            FlinkVersion.parse("2.3.0"),
            EnvironmentRegistry.discover().environment("yarn").description());

    static final PlanBatch JOB_MANAGERS = PlanBatch.of("yarn", RESOLVER::jobManager);

    private Batches() {}

    static String line(int mebibytes) {
        return "{\"jobmanager.memory.process.size\": \"" + mebibytes + "m\"}";
    }

    static List<String> results(PlanBatch batch, String lines) throws IOException, InterruptedException {
        return results(batch, lines.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> results(PlanBatch batch, byte[] lines) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        batch.run(new ByteArrayInputStream(lines), out);
        return out.toString(StandardCharsets.US_ASCII).lines().toList();
    }
}
