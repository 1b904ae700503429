package io.parley.standalone.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.EntryPoint;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.size.MemorySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Requests for the small mains. */
final class HostRequests {

    private HostRequests() {}

    static LaunchRequest.Builder request(Class<?> main, String... arguments) {
        return request(FlinkConfiguration.of(Map.of("env.java.opts.all", "-XX:TieredStopAtLevel=1")), main, arguments);
    }

    static LaunchRequest.Builder request(FlinkConfiguration configuration, Class<?> main, String... arguments) {
        return flink(configuration).entryPoint(new EntryPoint(main.getName(), List.of(arguments)));
    }

    /** Gives a request for Flink's own entry point, of which there is none among these classes. */
    static LaunchRequest.Builder flink(FlinkConfiguration configuration) {
        return LaunchRequest.of(
                ProcessRequirements.of(SamplePlans.jobManager(MemorySize.ofMebibytes(640)))
                        .build(),
                configuration,
                new FlinkDistribution(FlinkVersion.parse("2.3.0"), List.of(classes())));
    }

    private static Path classes() {
        try {
            return Path.of(Mains.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    static boolean isAlive(String id) {
        return ProcessHandle.of(Long.parseLong(id)).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Tells the same, but counts what only its new parent has not yet asked for its status as ended. */
    static boolean isRunning(String id) {
        try {
            String stat = Files.readString(Path.of("/proc", id, "stat"));
            return isAlive(id) && !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }
}
