package io.parley.standalone.launch;

import io.parley.api.launch.LaunchFailedException;
import io.parley.api.launch.LaunchRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Java that a process runs on. Immutable.
 *
 * @param java the program
 * @param source the variable or key that named it, for messages
 */
record JavaHome(Path java, String source) {

    private static final String VARIABLE = "JAVA_HOME";
    private static final String KEY = "env.java.home";
    private static final String OWN = "the Java of this process";
    private static final long ANSWER_SECONDS = 20;
    private static final Pattern VERSION = Pattern.compile("java\\.specification\\.version = (?:1\\.)?(\\d+)");

    /**
     * Finds the Java: the request's JAVA_HOME, else env.java.home, else the JAVA_HOME among the configuration's
     * variables, else the one that runs this.
     *
     * @throws IllegalArgumentException if there is no Java where one is named
     */
    static JavaHome of(LaunchRequest request) {
        String asked = request.environmentVariables().get(VARIABLE);
        if (isSet(asked)) {
            return named(asked, VARIABLE);
        }
        String configured = request.configuration().valueOrNull(KEY);
        if (isSet(configured)) {
            return named(configured, KEY);
        }
        String inherited = request.configuration().environmentVariable(VARIABLE).orElse("");
        if (isSet(inherited)) {
            return named(inherited, VARIABLE);
        }
        return new JavaHome(Path.of(System.getProperty("java.home"), "bin", "java"), OWN);
    }

    private static boolean isSet(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static JavaHome named(@Nullable String home, String source) {
        try {
            Path java = Path.of(String.valueOf(home), "bin", "java").toAbsolutePath();
            if (Files.isRegularFile(java) && Files.isExecutable(java)) {
                return new JavaHome(java, source);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(noJava(home, source), e);
        }
        throw new IllegalArgumentException(noJava(home, source));
    }

    private static String noJava(@Nullable String home, String source) {
        return "Cannot launch with " + source + " = " + home + ": it has no program bin/java. Set " + source
                + " to the folder of a Java installation.";
    }

    /**
     * Gives the feature number, for instance 17; a Java other than this process's own is started and asked.
     *
     * @throws LaunchFailedException if it does not run
     * @throws InterruptedException if the waiting was cancelled
     */
    int featureVersion() throws InterruptedException {
        if (source.equals(OWN)) {
            return Runtime.version().feature();
        }
        ProcessBuilder builder = new ProcessBuilder(java.toString(), "-XshowSettings:properties", "-version");
        // It would be shown, and need not fit into the pipe.
        builder.environment().remove("CLASSPATH");
        try {
            Process process = builder.redirectErrorStream(true).start();
            try (InputStream output = process.getInputStream()) {
                process.getOutputStream().close();
                // What it says fits into the pipe, so it need not be read before the end.
                if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                    throw new LaunchFailedException(
                            doesNotRun("it did not end within " + ANSWER_SECONDS + " s"), (Throwable) null);
                }
                String text = new String(output.readAllBytes(), StandardCharsets.ISO_8859_1).strip();
                Matcher version = VERSION.matcher(text);
                if (process.exitValue() == 0 && version.find()) {
                    return Integer.parseInt(version.group(1));
                }
                throw new LaunchFailedException(
                        doesNotRun("it ended with status " + process.exitValue() + " and said: "
                                + text.lines()
                                        // These variables may hold secrets, and are not what is wrong.
                                        .filter(line -> !line.startsWith("Picked up "))
                                        .findFirst()
                                        .orElse("nothing")),
                        (Throwable) null);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new LaunchFailedException(doesNotRun(String.valueOf(e.getMessage())), e);
        }
    }

    private String doesNotRun(String why) {
        return "Cannot launch with " + source + ": " + java + " does not run: " + why + ". Set " + source
                + " to the folder of a Java installation that runs on this host.";
    }
}
