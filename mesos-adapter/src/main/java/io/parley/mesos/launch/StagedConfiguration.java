package io.parley.mesos.launch;

import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of a process as a file, which the agent fetches into the sandbox, and which only this user may read
 * here. Immutable.
 *
 * @param file the file
 */
record StagedConfiguration(Path file) implements AutoCloseable {

    private static final String PREFIX = "parley-mesos-";
    private static final System.Logger LOG = System.getLogger(StagedConfiguration.class.getName());

    /** Gives a file that is not there, for showing. */
    static StagedConfiguration shown(LaunchRequest request) {
        return new StagedConfiguration(Path.of(
                System.getProperty("java.io.tmpdir"),
                PREFIX + "…",
                FlinkConfigurationText.fileName(request.requirements().plan().flinkVersion())));
    }

    /**
     * Writes the file.
     *
     * @throws LaunchFailedException if it cannot be written; nothing is left behind
     */
    static StagedConfiguration write(LaunchRequest request) {
        Map<String, String> entries = new TreeMap<>(request.configuration().toMap());
        // It is of no use to the process.
        entries.keySet().removeIf(key -> key.startsWith("mesos."));
        String text = FlinkConfigurationText.write(request.requirements().plan().flinkVersion(), entries);
        try {
            Path folder = Files.createTempDirectory(PREFIX);
            StagedConfiguration staged =
                    new StagedConfiguration(folder.resolve(shown(request).file().getFileName()));
            boolean written = false;
            try {
                Files.writeString(staged.file(), text);
                written = true;
                return staged;
            } finally {
                if (!written) {
                    staged.close();
                }
            }
        } catch (IOException e) {
            throw new LaunchFailedException(
                    "Cannot write the configuration of a Mesos task: " + e.getMessage()
                            + ". Make room where temporary files go, or set parley.mesos.flink-home.",
                    e);
        }
    }

    @Override
    public void close() {
        for (Path path : new Path[] {file, file.toAbsolutePath().getParent()}) {
            try {
                Files.deleteIfExists(path);
            } catch (NoSuchFileException e) {
                // Somebody removed it.
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "{0} is left behind.", path);
            }
        }
    }
}
