package io.parley.core.configuration;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.Remark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;

/**
 * Reads a Flink configuration from a file or a directory, as one Flink version would. The only class of this package
 * that does I/O.
 *
 * <p>In a directory, Flink up to 1.18 reads {@code flink-conf.yaml}, 1.19 and 1.20 read {@code flink-conf.yaml} and,
 * where there is none, {@code config.yaml}, and 2.0 and later read {@code config.yaml}. A single file is taken for what
 * its name says. Environment variables and overrides are no business of a file: add them to what was read. Immutable.
 */
public final class FlinkConfigurationReader {

    private static final String INTENT = "Cannot read the Flink configuration ";

    /** No configuration is larger; a device or a dump that was named by mistake is. */
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final FlinkVersion version;

    /**
     * Makes a reader.
     *
     * @param version the Flink version that would read the configuration
     */
    public FlinkConfigurationReader(FlinkVersion version) {
        this.version = Objects.requireNonNull(version, "version");
    }

    /**
     * Reads a file or the file that a directory holds.
     *
     * @param path a file in one of both formats, or a directory with {@code flink-conf.yaml} or {@code config.yaml}
     * @return the configuration and what is worth knowing about the file
     * @throws IllegalArgumentException if there is nothing to read at the path, or Flink would refuse what is there;
     *     the message says what was looked for and never holds a value
     */
    public ReadConfiguration read(Path path) {
        if (!Files.exists(path)) {
            throw refusal(
                    path,
                    "there is no such file or directory.",
                    " Name a Flink configuration file, or a directory" + " that holds " + expectedNames() + ".");
        }
        return Files.isDirectory(path) ? readFile(choose(path), List.of()) : readFile(path, remarksAboutName(path));
    }

    private Path choose(Path directory) {
        for (ConfigurationFormat format : ConfigurationFormat.of(version)) {
            Path file = directory.resolve(format.fileName());
            if (Files.exists(file)) {
                return file;
            }
        }
        StringBuilder why = new StringBuilder("the directory holds no ").append(expectedNames());
        why.append(", which Flink ").append(version.line()).append(" reads");
        for (ConfigurationFormat format : ConfigurationFormat.values()) {
            if (Files.exists(directory.resolve(format.fileName()))) {
                why.append("; it holds ")
                        .append(format.fileName())
                        .append(", which ")
                        .append(format.readers());
            }
        }
        throw refusal(
                directory,
                why.append('.').toString(),
                " Name the file itself, another directory, or the Flink version that the configuration is for.");
    }

    private String expectedNames() {
        return ConfigurationFormat.of(version).stream()
                .map(ConfigurationFormat::fileName)
                .collect(Collectors.joining(" or "));
    }

    private List<Remark> remarksAboutName(Path file) {
        ConfigurationFormat format = ConfigurationFormat.of(file, version);
        if (ConfigurationFormat.of(version).contains(format)) {
            return List.of();
        }
        return List.of(new Remark(
                Remark.Kind.WITHOUT_EFFECT,
                "Flink " + version.line() + " would not read " + file + ": it reads " + expectedNames()
                        + ". It was read all the same, by the rules of " + format + ".",
                List.of()));
    }

    private ReadConfiguration readFile(Path file, List<Remark> remarks) {
        ConfigurationFormat format = ConfigurationFormat.of(file, version);
        String text;
        try {
            text = decode(bytes(file), format);
        } catch (NoSuchFileException e) {
            throw refusal(file, "the file is gone.", " Try again.", e);
        } catch (AccessDeniedException e) {
            throw refusal(file, "access is denied.", " Make it readable for this user.", e);
        } catch (CharacterCodingException e) {
            throw notText(file, format, e);
        } catch (IOException e) {
            throw refusal(file, "reading failed (" + e.getMessage() + ").", " Name a readable file.", e);
        }
        ReadConfiguration read = format.parse(file, text);
        if (remarks.isEmpty()) {
            return read;
        }
        List<Remark> all = new ArrayList<>(remarks);
        all.addAll(read.remarks());
        return new ReadConfiguration(read.file(), read.format(), read.configuration(), all);
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw refusal(file, "it is a directory, not a file.", " Name a file.");
        }
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refusal(file, "it is larger than " + MAX_BYTES + " bytes.", " Is it a Flink configuration?");
            }
            return bytes;
        }
    }

    /**
     * Reads the bytes of a file, whether they are there or are to be written; pure, nothing is opened.
     *
     * @param file the file that the bytes stand for, to name in origins and messages
     * @param format its format
     * @param bytes the whole content
     * @return the configuration as Flink reads it from these bytes
     * @throws IllegalArgumentException if Flink would refuse them; the message names the file and never holds a value
     */
    public static ReadConfiguration parse(Path file, ConfigurationFormat format, byte[] bytes) {
        try {
            return format.parse(file, decode(bytes, format));
        } catch (IOException e) {
            throw notText(file, format, e);
        }
    }

    private static IllegalArgumentException notText(Path file, ConfigurationFormat format, IOException e) {
        return refusal(file, "it is not UTF-8 text, which " + format + " must be.", " Save it as UTF-8.", e);
    }

    private static String decode(byte[] bytes, ConfigurationFormat format) throws IOException {
        return switch (format) {
            case FLINK_CONF -> new String(bytes, StandardCharsets.UTF_8);
            case CONFIG_YAML -> {
                // Knows byte-order marks and refuses what is malformed, as it does inside Flink.
                StringWriter text = new StringWriter(bytes.length);
                try (YamlUnicodeReader reader = new YamlUnicodeReader(new ByteArrayInputStream(bytes))) {
                    reader.transferTo(text);
                }
                yield text.toString();
            }
        };
    }

    private static IllegalArgumentException refusal(Path path, String why, String cure) {
        return new IllegalArgumentException(INTENT + path + ": " + why + cure);
    }

    private static IllegalArgumentException refusal(Path path, String why, String cure, IOException cause) {
        return new IllegalArgumentException(INTENT + path + ": " + why + cure, cause);
    }
}
