package io.parley.core.configuration;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.configuration.ListGrammar;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The two formats of Flink's configuration files. */
public enum ConfigurationFormat {
    /** {@code flink-conf.yaml}: one {@code key: value} a line, read line by line and leniently; up to Flink 1.20. */
    FLINK_CONF("flink-conf.yaml", "Flink up to 1.20 reads", ListGrammar.SEMICOLONS) {
        @Override
        public ReadConfiguration parse(Path file, String text) {
            return FlinkConfLines.parse(file, text);
        }
    },
    /** {@code config.yaml}: standard YAML 1.2, nested or flat; from Flink 1.19 on. */
    CONFIG_YAML("config.yaml", "Flink reads from 1.19 on", ListGrammar.YAML) {
        @Override
        public ReadConfiguration parse(Path file, String text) {
            return ConfigYaml.parse(file, text);
        }
    };

    private final String fileName;
    private final String readers;
    private final ListGrammar listGrammar;

    ConfigurationFormat(String fileName, String readers, ListGrammar listGrammar) {
        this.fileName = fileName;
        this.readers = readers;
        this.listGrammar = listGrammar;
    }

    /**
     * Gives the name that Flink expects of a file in this format.
     *
     * @return the name without a directory
     */
    public String fileName() {
        return fileName;
    }

    /** Tells in words which Flink versions read it, to follow "which". */
    String readers() {
        return readers;
    }

    /** Tells how Flink reads lists once it has read a file in this format. */
    ListGrammar listGrammar() {
        return listGrammar;
    }

    /**
     * Gives the formats that a Flink version reads.
     *
     * @param version the version
     * @return the formats, the one that wins when both files exist first
     */
    public static List<ConfigurationFormat> of(FlinkVersion version) {
        if (version.isAtLeast(2, 0)) {
            return List.of(CONFIG_YAML);
        }
        return version.isAtLeast(1, 19) ? List.of(FLINK_CONF, CONFIG_YAML) : List.of(FLINK_CONF);
    }

    /**
     * Gives the format of a single file: the one its name says, else the newest that the Flink version reads.
     *
     * @param file the file
     * @param version the version
     * @return the format
     */
    static ConfigurationFormat of(Path file, FlinkVersion version) {
        Path name = file.getFileName();
        String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
        for (ConfigurationFormat format : values()) {
            if (format.fileName.equals(lower)) {
                return format;
            }
        }
        List<ConfigurationFormat> formats = of(version);
        return formats.get(formats.size() - 1);
    }

    /**
     * Reads text that is in this format; pure, nothing is opened.
     *
     * @param file the file that the text stands for, to name in origins and messages
     * @param text the whole text
     * @return the configuration with the origin of each entry, and what is worth knowing about the text
     * @throws IllegalArgumentException if Flink would refuse the text; the message names file and line and never holds
     *     a value
     */
    public abstract ReadConfiguration parse(Path file, String text);

    /** Gives the file name. */
    @Override
    public String toString() {
        return fileName;
    }
}
