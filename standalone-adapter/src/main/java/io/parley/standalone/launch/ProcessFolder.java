package io.parley.standalone.launch;

import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.plan.ProcessKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The private folder of one process: its configuration, its working directory and its log. Nobody else may read it, for
 * a configuration may hold secrets. Immutable; what it stands for is not.
 *
 * @param path the folder
 * @param log the file that the process's output goes to
 */
record ProcessFolder(Path path, Path log) {

    static final String LOG_CONFIGURATION = "log4j.properties";

    private static final System.Logger LOG = System.getLogger(ProcessFolder.class.getName());
    private static final String PREFIX = "parley-";
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PRIVATE_FOLDER = PosixFilePermissions.fromString("rwx------");

    /** What Flink's processes log, when the caller brings no log4j.properties: Log4j 2, to the captured output. */
    private static final String DEFAULT_LOG = """
            rootLogger.level = INFO
            rootLogger.appenderRef.console.ref = Console
            logger.netty.name = org.jboss.netty.channel.DefaultChannelPipeline
            logger.netty.level = OFF
            appender.console.name = Console
            appender.console.type = CONSOLE
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %-60c %x - %m%n
            """;

    /**
     * Makes the folder of a process with everything that it reads.
     *
     * @param parent where to make it
     * @param request what to launch
     * @param entries the configuration
     * @throws IllegalArgumentException if the configuration cannot be written, or a file cannot be read
     * @throws LaunchFailedException if the folder cannot be written; nothing of it is left
     */
    static ProcessFolder create(Path parent, LaunchRequest request, Map<String, String> entries) {
        ProcessKind process = request.requirements().plan().process();
        FlinkVersion version = request.distribution().version();
        String configuration = FlinkConfigurationText.write(version, entries);
        ProcessFolder folder = null;
        try {
            Path made =
                    Files.createTempDirectory(parent, PREFIX + process.id() + "-", privately(parent, PRIVATE_FOLDER));
            folder = new ProcessFolder(made, made.resolve("work").resolve(process.id() + ".log"));
            folder.fill(request, FlinkConfigurationText.fileName(version), configuration);
            return folder;
        } catch (IOException e) {
            deleteIfThere(folder);
            throw new LaunchFailedException(
                    "Cannot launch the " + process + ": its working directory below " + parent
                            + " cannot be written: " + e.getMessage()
                            + ". Check that the folder is there, its permissions and the space left.",
                    e);
        } catch (IllegalArgumentException e) {
            deleteIfThere(folder);
            throw e;
        }
    }

    private static void deleteIfThere(@Nullable ProcessFolder folder) {
        if (folder != null) {
            folder.delete();
        }
    }

    Path configuration() {
        return path.resolve("conf");
    }

    Path work() {
        return path.resolve("work");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    /** Gives the folder on the process's class path with the class that ends it when this process has gone. */
    Path leash() {
        return path.resolve("leash");
    }

    private void fill(LaunchRequest request, String configurationFile, String configurationText) throws IOException {
        for (Path folder : new Path[] {configuration(), work(), temporary(), leash()}) {
            Files.createDirectory(folder, privately(path, PRIVATE_FOLDER));
        }
        write(configuration().resolve(configurationFile), configurationText);
        write(log, "");
        for (Path file : request.files()) {
            Path target = work().resolve(String.valueOf(file.getFileName()));
            if (!Files.isRegularFile(file) || !Files.isReadable(file) || Files.exists(target)) {
                throw new IllegalArgumentException("Cannot give " + file + " to the process: it is no readable file,"
                        + " or there is one of that name already. Correct the path or the name.");
            }
            Files.copy(file, target);
        }
        if (!Files.exists(work().resolve(LOG_CONFIGURATION))) {
            write(work().resolve(LOG_CONFIGURATION), DEFAULT_LOG);
        }
        String leash = Leash.class.getName().replace('.', '/') + ".class";
        Path target = leash().resolve(leash);
        Files.createDirectories(target.getParent());
        try (InputStream code = Leash.class.getResourceAsStream("Leash.class")) {
            if (code == null) {
                throw new IOException("there is no " + leash + " to copy");
            }
            Files.copy(code, target);
        }
    }

    private void write(Path file, String text) throws IOException {
        Files.createFile(file, privately(path, PRIVATE_FILE));
        Files.writeString(file, text);
    }

    private static FileAttribute<?>[] privately(Path place, Set<PosixFilePermission> permissions) throws IOException {
        return Files.getFileStore(place).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /**
     * Removes the folder and everything in it that can be removed.
     *
     * @return what to tell where something is left behind
     */
    Optional<String> delete() {
        List<String> failures = FolderRemoval.of(path);
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        String left = "the folder " + path + " is left behind, for " + failures.size()
                + " of its files and folders cannot be removed, the first " + failures.get(0) + ". Remove it by hand.";
        LOG.log(System.Logger.Level.WARNING, left);
        return Optional.of(left);
    }
}
