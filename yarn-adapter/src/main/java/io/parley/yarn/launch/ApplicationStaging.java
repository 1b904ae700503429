package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.launch.FlinkDistribution;
import io.parley.api.launch.LaunchFailedException;
import io.parley.yarn.launch.StagedFile.Kind;
import io.parley.yarn.launch.StagedFile.Purpose;
import io.parley.yarn.launch.StagedFiles.LocalizedKeytab;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Brings the files of one application to where its containers can read them. Not thread-safe.
 *
 * <p>Flink's keys are followed: {@code yarn.staging-directory} on any file system that Hadoop knows,
 * {@code yarn.file-replication}, {@code yarn.provided.lib.dirs}, {@code yarn.provided.usrlib.dir},
 * {@code yarn.flink-dist-jar}, {@code yarn.ship-files}, {@code yarn.ship-archives}, {@code pipeline.jars} of an
 * application, and the keytab and Kerberos' configuration file. Files that lie on a file system of the cluster already
 * are used where they are. It works as the current user of Hadoop; whoever opens one deletes it when no container needs
 * it any more, also after a failure.
 */
public final class ApplicationStaging {

    private final Configuration hadoop;
    private final LaunchOptions options;
    private final StagingDirectory directory;
    private final SharedFiles shared;

    private ApplicationStaging(Configuration hadoop, LaunchOptions options, StagingDirectory directory) {
        this.hadoop = hadoop;
        this.options = options;
        this.directory = directory;
        this.shared = new SharedFiles(hadoop);
    }

    /**
     * Makes the directory of an application, which only its owner can read.
     *
     * @param hadoop the client's Hadoop configuration
     * @param configuration the Flink configuration
     * @param distribution the Flink to run
     * @param applicationId the application
     * @return an empty staging
     * @throws IllegalArgumentException if keys are malformed; the message names every one of them
     * @throws LaunchFailedException if it cannot be made
     */
    public static ApplicationStaging open(
            Configuration hadoop,
            FlinkConfiguration configuration,
            FlinkDistribution distribution,
            String applicationId) {
        return open(hadoop, LaunchOptions.of(configuration, distribution.version()), applicationId);
    }

    static ApplicationStaging open(Configuration hadoop, LaunchOptions options, String applicationId) {
        ShipOptions ship = options.ship();
        try {
            FileSystem fileSystem = FileSystem.get(hadoop);
            Path root = ship.stagingRoot().isPresent() ? ship.stagingRoot().get() : fileSystem.getHomeDirectory();
            fileSystem = root.getFileSystem(hadoop);
            return new ApplicationStaging(
                    hadoop, options, StagingDirectory.create(fileSystem, root, applicationId, ship.replication()));
        } catch (IOException e) {
            throw failed(applicationId, e);
        }
    }

    private static LaunchFailedException failed(String applicationId, IOException cause) {
        return new LaunchFailedException(
                "Cannot stage files for " + applicationId + ": " + cause.getMessage()
                        + ". Check the space and the permissions of " + ShipOptions.STAGING
                        + ", or of the home directory.",
                cause);
    }

    /**
     * Stages everything.
     *
     * @param distribution the Flink to run; only its version counts where folders of Flink's jars are provided
     * @param files further files of this machine, which containers find in their working directories by file name
     * @param processConfiguration the configuration that the processes read
     * @return what containers localize
     * @throws IllegalArgumentException if a file is not there, or two have one name
     * @throws LaunchFailedException if a file system does not take them
     */
    public StagedFiles stage(
            FlinkDistribution distribution, List<java.nio.file.Path> files, Map<String, String> processConfiguration) {
        try {
            stageFlink(distribution);
            for (java.nio.file.Path file : files) {
                directory.add(readable(file), String.valueOf(file.getFileName()), Purpose.SHIPPED, Kind.FILE);
            }
            ShipOptions ship = options.ship();
            for (ShipSource source : ship.files()) {
                add(source, Purpose.SHIPPED, Kind.FILE);
            }
            for (ShipSource source : ship.archives()) {
                add(source, Purpose.SHIPPED, Kind.ARCHIVE);
            }
            for (ShipSource source : ship.applicationJars()) {
                add(source, Purpose.APPLICATION, Kind.FILE);
            }
            if (ship.userLibraries().isPresent()) {
                addUserLibraries(ship.userLibraries().get());
            }
            if (!directory.contains(LogConfiguration.FILE)) {
                directory.addText(LogConfiguration.DEFAULT, LogConfiguration.FILE);
            }
            directory.addText(
                    FlinkConfigurationText.write(distribution.version(), processConfiguration),
                    FlinkConfigurationText.fileName(distribution.version()));
            return directory.staged(stageKerberos());
        } catch (IOException e) {
            throw failed(directory.path().getName(), e);
        }
    }

    private void stageFlink(FlinkDistribution distribution) throws IOException {
        List<ShipSource> folders = options.ship().providedFolders();
        if (folders.isEmpty()) {
            Optional<ShipSource> own = options.ship().distributionJar();
            if (own.isPresent()) {
                add(own.get(), StagedFiles.LIBRARY_FOLDER, Purpose.FLINK);
            }
            for (java.nio.file.Path jar : distribution.jars()) {
                String name = String.valueOf(jar.getFileName());
                if (own.isEmpty() || !name.startsWith(StagedFiles.DISTRIBUTION)) {
                    directory.add(readable(jar), StagedFiles.LIBRARY_FOLDER + name, Purpose.FLINK, Kind.FILE);
                }
            }
            return;
        }
        for (ShipSource folder : folders) {
            refuseUnshared(folder);
            for (Map.Entry<String, FileStatus> file : shared.list(folder).entrySet()) {
                directory.addShared(file.getValue(), file.getKey(), Purpose.FLINK, shared.provided(file.getValue()));
            }
        }
        if (directory.staged(Optional.empty()).files().stream().noneMatch(ApplicationStaging::isFlink)) {
            throw new IllegalArgumentException("Cannot use " + folders.get(0).key()
                    + ": there is no flink-dist or flink-yarn jar in "
                    + String.join(
                            ", ",
                            folders.stream()
                                    .map(folder -> folder.path().toString())
                                    .toList())
                    + ", and no jar is taken from this machine beside such folders. Name those with all of Flink's jars,"
                    + " or remove the key.");
        }
    }

    private static boolean isFlink(StagedFile file) {
        String name = file.path().getName();
        return file.isJar() && (name.startsWith("flink-dist") || name.startsWith("flink-yarn"));
    }

    private void refuseUnshared(ShipSource folder) {
        boolean clusterIsThisMachine =
                "file".equals(FileSystem.getDefaultUri(hadoop).getScheme());
        if (folder.isLocal() && folder.path().toUri().getScheme() != null && !clusterIsThisMachine) {
            throw new IllegalArgumentException("Cannot use " + folder.key() + ": \"" + folder.path()
                    + "\" is on this machine, where the cluster's nodes do not see it. Name a folder on "
                    + FileSystem.getDefaultUri(hadoop) + ".");
        }
    }

    /** Adds one file, as it is named, below a folder of the container. */
    private void add(ShipSource source, String folder, Purpose purpose) throws IOException {
        if (source.isLocal()) {
            for (java.nio.file.Path file : source.localFiles().values()) {
                directory.add(readable(file), folder + source.name(), purpose, Kind.FILE);
            }
        } else {
            for (FileStatus file : shared.list(source).values()) {
                directory.addShared(file, folder + source.name(), purpose, Kind.FILE);
            }
        }
    }

    private void addUserLibraries(ShipSource folder) throws IOException {
        refuseUnshared(folder);
        for (Map.Entry<String, FileStatus> file : shared.list(folder).entrySet()) {
            directory.addShared(file.getValue(), file.getKey(), Purpose.APPLICATION, Kind.FILE);
        }
    }

    private void add(ShipSource source, Purpose purpose, Kind kind) throws IOException {
        UserJarPlace place = purpose == Purpose.APPLICATION ? options.ship().userJarPlace() : UserJarPlace.ORDER;
        if (source.isLocal()) {
            for (Map.Entry<String, java.nio.file.Path> file :
                    source.localFiles().entrySet()) {
                directory.add(file.getValue(), place.key(file.getKey()), purpose, kind);
            }
        } else {
            for (Map.Entry<String, FileStatus> file : shared.list(source).entrySet()) {
                directory.addShared(file.getValue(), place.key(file.getKey()), purpose, kind);
            }
        }
    }

    private Optional<LocalizedKeytab> stageKerberos() throws IOException {
        if (options.kerberos().krb5().isPresent()) {
            directory.add(options.kerberos().krb5().get(), KerberosOptions.KRB5_FILE, Purpose.SECURITY, Kind.FILE);
        }
        Optional<KerberosOptions.Login> login = options.kerberos().login();
        if (login.isPresent() && login.get().shipped()) {
            directory.add(login.get().keytab(), login.get().localizedPath(), Purpose.SECURITY, Kind.FILE);
        }
        return login.map(found -> new LocalizedKeytab(found.principal(), found.localizedPath()));
    }

    private static java.nio.file.Path readable(java.nio.file.Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("Cannot ship " + file
                    + ": it is no readable file. Correct the path, or name the files of a folder.");
        }
        return file;
    }

    /**
     * Gives the directory, for messages.
     *
     * @return its path
     */
    public Path path() {
        return directory.path();
    }

    /**
     * Deletes the directory if it is still there; files that lay elsewhere before stay.
     *
     * @throws LaunchFailedException if it cannot be deleted
     */
    public void delete() {
        directory.delete();
    }
}
