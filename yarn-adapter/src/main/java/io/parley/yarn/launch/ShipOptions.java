package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * What Flink's keys say about the files of an application. Immutable.
 *
 * @param stagingRoot where to stage; empty for the user's home directory
 * @param replication how many copies the file system keeps of a staged file; below 1 for its own number
 * @param distributionJar the jar with all of Flink, in the place of the distribution's own
 * @param providedFolders folders with Flink's jars on a file system of the cluster
 * @param userLibraries a folder with the jars of an application on a file system of the cluster
 * @param files files and folders to ship
 * @param archives archives to ship, which containers unpack
 * @param applicationJars the jar of an application, at most one
 * @param userJarPlace where the application's jar stands on the class path
 */
record ShipOptions(
        Optional<Path> stagingRoot,
        int replication,
        Optional<ShipSource> distributionJar,
        List<ShipSource> providedFolders,
        Optional<ShipSource> userLibraries,
        List<ShipSource> files,
        List<ShipSource> archives,
        List<ShipSource> applicationJars,
        UserJarPlace userJarPlace) {

    static final ConfigurationOption<String> STAGING = ConfigurationOption.text("yarn.staging-directory");
    private static final ConfigurationOption<Integer> REPLICATION =
            ConfigurationOption.integer("yarn.file-replication").withDefault(-1);
    private static final ConfigurationOption<List<String>> FILES = ConfigurationOption.textList("yarn.ship-files")
            .withDeprecatedKeys("yarn.ship-directories")
            .withDefault(List.of());
    private static final ConfigurationOption<List<String>> ARCHIVES =
            ConfigurationOption.textList("yarn.ship-archives").withDefault(List.of());
    static final ConfigurationOption<String> DISTRIBUTION_JAR = ConfigurationOption.text("yarn.flink-dist-jar");
    static final ConfigurationOption<String> USER_LIBRARIES = ConfigurationOption.text("yarn.provided.usrlib.dir");
    private static final String USER_LIBRARIES_NAME = "usrlib";
    private static final ConfigurationOption<List<String>> PROVIDED =
            ConfigurationOption.textList("yarn.provided.lib.dirs").withDefault(List.of());
    private static final List<String> ARCHIVE_ENDINGS = List.of(".tar.gz", ".tar", ".tgz", ".dst", ".jar", ".zip");

    /** Copies the lists. */
    ShipOptions {
        providedFolders = List.copyOf(providedFolders);
        files = List.copyOf(files);
        archives = List.copyOf(archives);
        applicationJars = List.copyOf(applicationJars);
    }

    /** Reads the keys; the reader collects what is wrong, files of this machine that cannot be read among it. */
    static ShipOptions read(KeyReader keys, ClusterMode mode, FlinkVersion version) {
        int replication = keys.get(REPLICATION);
        if (replication < -1 || replication == 0 || replication > Short.MAX_VALUE) {
            keys.refuse(
                    REPLICATION,
                    replication + " is no number of copies.",
                    "Set it to 1 or more, or to -1 for the file system's own number.");
        }
        List<ShipSource> files = ShipSource.read(keys, FILES);
        List<ShipSource> archives = archives(keys, version);
        List<ShipSource> jars = mode == ClusterMode.APPLICATION ? ShipSource.read(keys, ClusterMode.JARS) : List.of();
        files.forEach(source -> source.check(keys));
        archives.forEach(source -> source.check(keys));
        jars.forEach(source -> {
            source.check(keys);
            source.checkNoFolder(keys);
        });
        return new ShipOptions(
                keys.text(STAGING).flatMap(text -> ShipSource.parse(keys, STAGING.key(), text)),
                replication,
                distributionJar(keys),
                ShipSource.read(keys, PROVIDED),
                userLibraries(keys, version),
                files,
                archives,
                jars,
                UserJarPlace.read(keys));
    }

    private static Optional<ShipSource> distributionJar(KeyReader keys) {
        Optional<ShipSource> jar = keys.text(DISTRIBUTION_JAR)
                .flatMap(text -> ShipSource.parse(keys, DISTRIBUTION_JAR.key(), text))
                .map(path -> new ShipSource(DISTRIBUTION_JAR.key(), path));
        jar.ifPresent(source -> {
            source.check(keys);
            source.checkNoFolder(keys);
            if (!source.name().endsWith(".jar")) {
                keys.refuse(
                        DISTRIBUTION_JAR,
                        "\"" + source.path() + "\" is no jar.",
                        "Name the flink-dist jar of a distribution of Flink.");
            }
        });
        return jar;
    }

    /** Versions of Flink before 1.16 do not know the key. */
    private static Optional<ShipSource> userLibraries(KeyReader keys, FlinkVersion version) {
        if (!version.isAtLeast(1, 16)) {
            return Optional.empty();
        }
        Optional<ShipSource> folder = keys.text(USER_LIBRARIES)
                .flatMap(text -> ShipSource.parse(keys, USER_LIBRARIES.key(), text))
                .map(path -> new ShipSource(USER_LIBRARIES.key(), path));
        folder.filter(source -> !source.name().equals(USER_LIBRARIES_NAME))
                .ifPresent(source -> keys.refuse(
                        USER_LIBRARIES,
                        "\"" + source.path() + "\" is not named " + USER_LIBRARIES_NAME + ", where Flink looks.",
                        "Rename the folder."));
        return folder;
    }

    private static List<ShipSource> archives(KeyReader keys, FlinkVersion version) {
        List<ShipSource> archives = ShipSource.read(keys, ARCHIVES);
        if (!archives.isEmpty() && !version.isAtLeast(1, 12)) {
            keys.refuse(
                    ARCHIVES,
                    "Flink " + version + " cannot pass an archive on to TaskManagers.",
                    "Ship its files, or use Flink 1.12 or later.");
        }
        for (ShipSource archive : archives) {
            String name = archive.name().toLowerCase(Locale.ROOT);
            if (ARCHIVE_ENDINGS.stream().noneMatch(name::endsWith)) {
                keys.refuse(
                        ARCHIVES,
                        "\"" + archive.path() + "\" is no archive that YARN unpacks.",
                        "Name one that ends in " + String.join(", ", ARCHIVE_ENDINGS) + ".");
            }
            archive.checkNoFolder(keys);
        }
        return archives;
    }
}
