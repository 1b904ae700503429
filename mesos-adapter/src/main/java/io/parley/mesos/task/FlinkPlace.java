package io.parley.mesos.task;

import java.util.List;

/** Where a task finds Flink. Immutable. */
public sealed interface FlinkPlace {

    /**
     * A whole distribution: on the agents, in the image of the container, or fetched into the sandbox.
     *
     * @param path its folder; one that is not absolute lies in the sandbox
     */
    record Home(String path) implements FlinkPlace {

        /**
         * Checks the folder.
         *
         * @throws IllegalArgumentException if it is blank, or holds a character that a class path cannot
         */
        public Home {
            if (path.isBlank() || path.contains(":") || path.contains("*") || path.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("Cannot use \"" + path + "\" as a Flink home on Mesos: a class path"
                        + " cannot hold it. Name a folder without a colon and an asterisk (parley.mesos.flink-home).");
            }
        }
    }

    /**
     * Jars that every agent sees at the same path, as on a shared file system. Flink's configuration is a file too,
     * which is fetched into the sandbox.
     *
     * @param jars the jars in the order of the class path, at least one
     * @param files what is fetched into the sandbox, the configuration among it
     */
    record SharedJars(List<String> jars, List<String> files) implements FlinkPlace {

        /**
         * Copies and checks.
         *
         * @throws IllegalArgumentException if there is no jar, or one that a class path cannot hold
         */
        public SharedJars {
            jars = List.copyOf(jars);
            files = List.copyOf(files);
            if (jars.isEmpty()) {
                throw new IllegalArgumentException("A Flink process on Mesos needs at least one jar.");
            }
            jars.forEach(jar -> {
                if (jar.contains(":") || jar.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("Cannot put " + jar + " on a class path: it holds a \":\", which"
                            + " separates entries. Move it to a folder without one.");
                }
            });
        }
    }
}
