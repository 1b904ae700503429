package io.parley.examples.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.token.Token;
import org.jspecify.annotations.Nullable;

/** Secrets that the launches of tests carry, and the search for them in what is logged and told. */
final class Secrets {

    private static final String OF_KEY = "hidden-in-a-key-5c1e";
    private static final String OF_OPTION = "hidden-in-an-option-5c1e";
    private static final String OF_VARIABLE = "hidden-in-a-variable-5c1e";

    /** Files that YARN itself keeps beside the logs of a container, with the whole command and all variables. */
    private static final List<String> SHOWN_BY_YARN = List.of("launch_container.sh", "directory.info");

    private Secrets() {}

    /** Gives one secret in a key, one in an option of every JVM, and one in a variable of JobManagers. */
    static Map<String, String> keys(FlinkVersion version) {
        return Map.of(
                "s3.secret-key",
                OF_KEY,
                version.isAtLeast(2, 0) ? "env.java.opts.all" : "env.java.opts",
                "-Djavax.net.ssl.keyStorePassword=" + OF_OPTION,
                "containerized.master.env.STORE_PASSWORD",
                OF_VARIABLE);
    }

    /** Gives the forms in which a token may show up. */
    static List<String> of(Token<?> token) throws IOException {
        return List.of(
                token.encodeToUrlString(),
                Base64.getEncoder().encodeToString(token.getPassword()),
                Base64.getUrlEncoder().withoutPadding().encodeToString(token.getPassword()));
    }

    /** Fails if something that a user reads shows a secret. */
    static void assertNoneIn(String text) {
        assertThat(text).doesNotContain(OF_KEY, OF_OPTION, OF_VARIABLE);
    }

    /** Fails if a failure shows a secret, or anything that led to it. */
    static void assertNoneIn(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            assertNoneIn(cause.toString());
            Arrays.stream(cause.getSuppressed()).forEach(suppressed -> assertNoneIn(suppressed.toString()));
            depth++;
        }
    }

    /** Gives what a cluster, its containers and this client log, but for the scripts that YARN itself shows. */
    static List<Path> logs(Path workDirectory) {
        List<Path> logs = new ArrayList<>();
        try {
            Files.walkFileTree(workDirectory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && isLog(file)) {
                        logs.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    return goOn(e);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                    return goOn(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + workDirectory, e);
        }
        return logs;
    }

    /** What runs removes its own files meanwhile. */
    private static FileVisitResult goOn(@Nullable IOException failure) throws IOException {
        if (failure != null && !(failure instanceof NoSuchFileException)) {
            throw failure;
        }
        return FileVisitResult.CONTINUE;
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return (file.toString().contains("-logDir-") || name.endsWith(".log")) && !SHOWN_BY_YARN.contains(name);
    }

    /**
     * Fails if a log shows a secret. Flink itself writes the options of its JVM into the log of its process, as they
     * are.
     *
     * @param further secrets beside those of {@link #keys(FlinkVersion)}
     */
    static void assertNoneInLogs(Path workDirectory, Collection<String> further) {
        List<Path> logs = logs(workDirectory);
        assertThat(logs).isNotEmpty();
        for (Path log : logs) {
            List<String> secrets = new ArrayList<>(further);
            secrets.addAll(List.of(OF_KEY, OF_VARIABLE));
            if (!log.toString().contains("-logDir-")) {
                secrets.add(OF_OPTION);
            }
            assertThat(read(log)).as(log.toString()).doesNotContain(secrets);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            // Removed since it was listed, as logs are once they are collected.
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
