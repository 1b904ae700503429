package io.parley.yarn.launch;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;

/**
 * A file on a file system of the cluster that containers localize. Immutable.
 *
 * @param key its path in a container's working directory, with slashes
 * @param path where it lies
 * @param size its size in bytes, as it lies there
 * @param modificationTime its modification time in milliseconds, as it lies there
 * @param purpose what it is for
 * @param kind whether it stays a file or is unpacked, and who shares it on a node
 */
public record StagedFile(String key, Path path, long size, long modificationTime, Purpose purpose, Kind kind) {

    /** What a file is for. */
    public enum Purpose {
        /** Flink itself: its jars, its plugins, its configuration. */
        FLINK,
        /** What the user ships beside Flink. */
        SHIPPED,
        /** The jar of an application. */
        APPLICATION,
        /** Kerberos; other containers learn of it on a way of its own. */
        SECURITY
    }

    /**
     * How a node keeps a file.
     *
     * @param type {@code FILE}, or {@code ARCHIVE} for what is unpacked into a folder of the key's name
     * @param visibility who shares it
     */
    public record Kind(LocalResourceType type, LocalResourceVisibility visibility) {

        /** A file of one application. */
        public static final Kind FILE = new Kind(LocalResourceType.FILE, LocalResourceVisibility.APPLICATION);

        /** An archive of one application. */
        public static final Kind ARCHIVE = new Kind(LocalResourceType.ARCHIVE, LocalResourceVisibility.APPLICATION);
    }

    /**
     * Gives what a container's launch context holds of it.
     *
     * @return a new record
     */
    public LocalResource resource() {
        return LocalResource.newInstance(URL.fromPath(path), kind.type(), kind.visibility(), size, modificationTime);
    }

    boolean isJar() {
        return key.endsWith(".jar");
    }

    /** Gives the folder that it lies in, empty for the working directory itself. */
    String folder() {
        return key.substring(0, Math.max(0, key.lastIndexOf('/')));
    }

    /** Tells whether it belongs to a plugin of Flink's, which has a class path of its own. */
    boolean isPlugin() {
        return key.startsWith("plugins/");
    }
}
