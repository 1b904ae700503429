package io.parley.mesos.launch;

import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

    /** What the launch has followed already; among it are secrets that are of no use to the process. */
    private static final List<String> OF_THE_LAUNCH = List.of("mesos.", "parley.", "containerized.");

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
        entries.keySet().removeIf(key -> OF_THE_LAUNCH.stream().anyMatch(key::startsWith));
        String text = FlinkConfigurationText.write(request.requirements().plan().flinkVersion(), entries);
        try {
            Path folder = Files.createTempDirectory(PREFIX);
            StagedConfiguration staged =
                    new StagedConfiguration(folder.resolve(shown(request).file().getFileName()));
            boolean written = false;
            try {
                create(staged.file());
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

    /** The folder is this user's alone already; what is moved out of it should be as well. */
    private static void create(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
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
