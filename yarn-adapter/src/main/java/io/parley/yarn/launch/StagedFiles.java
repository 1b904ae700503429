package io.parley.yarn.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.LocalResource;

/**
 * Everything that the containers of one application localize. Immutable.
 *
 * @param applicationId the application
 * @param root the directory above the staging directories of applications
 * @param directory the application's staging directory
 * @param files the files, there and elsewhere on the cluster's file systems
 * @param keytab the keytab that the processes log in with, if any
 */
public record StagedFiles(
        String applicationId, Path root, Path directory, List<StagedFile> files, Optional<LocalizedKeytab> keytab) {

    static final String LIBRARY_FOLDER = "lib/";
    /** Begins the name of the jar with all of Flink. */
    static final String DISTRIBUTION = "flink-dist";

    /**
     * Where the processes find the keytab that they log in with.
     *
     * @param principal whose keys it holds
     * @param path below the working directory, or on the host where it is not among the files
     */
    public record LocalizedKeytab(String principal, String path) {}

    /** Copies the list. */
    public StagedFiles {
        files = List.copyOf(files);
    }

    /** Stands for files that are not staged, for showing what would be launched. */
    static StagedFiles none() {
        return new StagedFiles(
                "application_0_0000", new Path("STAGING"), new Path("STAGING"), List.of(), Optional.empty());
    }

    /**
     * Gives what a container's launch context holds of them.
     *
     * @return the resources by their keys, in the order of the files
     */
    public Map<String, LocalResource> resources() {
        Map<String, LocalResource> resources = new LinkedHashMap<>();
        files.forEach(file -> resources.put(file.key(), file.resource()));
        return resources;
    }

    /** Gives a file that is there for Kerberos. */
    Optional<StagedFile> security(String key) {
        return files.stream()
                .filter(file -> file.purpose() == StagedFile.Purpose.SECURITY
                        && file.key().equals(key))
                .findFirst();
    }

    /** Gives flink-dist, or where jars come from a repository the one with the entry point in its place. */
    Optional<StagedFile> distributionJar() {
        return firstFlinkJar(DISTRIBUTION).or(() -> firstFlinkJar("flink-yarn")).or(() -> firstFlinkJar(""));
    }

    private Optional<StagedFile> firstFlinkJar(String prefix) {
        return files.stream()
                .filter(file -> file.purpose() == StagedFile.Purpose.FLINK && file.isJar() && !file.isPlugin())
                .filter(file ->
                        file.key().substring(file.key().lastIndexOf('/') + 1).startsWith(prefix))
                .findFirst();
    }

    /**
     * Gives the class path, relative to the working directory: itself and the folders with files that are no jars, so
     * that these win over what is in jars; Flink's jars in their order, those that users ship, and the application's
     * where its place says so.
     */
    List<String> classPath(UserJarPlace userJars) {
        Set<String> entries = new LinkedHashSet<>();
        List<String> application = new ArrayList<>();
        Set<String> folders = new TreeSet<>();
        List<String> shipped = new ArrayList<>();
        List<String> flink = new ArrayList<>();
        for (StagedFile file : files) {
            if (file.isPlugin()) {
                continue;
            }
            switch (file.purpose()) {
                case FLINK -> (file.isJar() ? flink : folders).add(file.isJar() ? file.key() : file.folder());
                case SHIPPED -> (file.isJar() ? shipped : folders).add(file.isJar() ? file.key() : file.folder());
                case APPLICATION -> {
                    if (file.isJar() || file.folder().isEmpty()) {
                        application.add(file.key());
                    }
                }
                case SECURITY -> {
                    // Nobody looks for these on a class path.
                }
            }
        }
        if (userJars == UserJarPlace.FIRST) {
            entries.addAll(application);
        }
        folders.remove("");
        entries.add(".");
        entries.addAll(folders);
        entries.addAll(flink);
        entries.addAll(shipped);
        if (userJars != UserJarPlace.DISABLED) {
            entries.addAll(application);
        }
        return List.copyOf(entries);
    }
}
