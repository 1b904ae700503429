package io.parley.yarn.launch;

import org.apache.hadoop.fs.Path;

/**
 * A file on the cluster's file system. Immutable.
 *
 * @param key its path in the container's working directory
 * @param path where it is staged
 * @param size its size in bytes, as staged
 * @param modificationTime its modification time in milliseconds, as staged
 */
record StagedFile(String key, Path path, long size, long modificationTime) {}
