package io.parley.api.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PlanFitter;
import io.parley.api.environment.ProcessRequirements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to launch. Immutable; {@link #toString()} names environment variables without their values.
 *
 * @param requirements the plan and what else the process needs
 * @param configuration the configuration that the process reads; the environment's own keys in it (queue, tags, ...)
 *     are honoured
 * @param distribution the Flink to run
 * @param fitter what to do with memory granted beyond the ask
 * @param entryPoint the class to run; empty for Flink's own entry point in that environment
 * @param environmentVariables variables that the process gets, each arrives exactly as it is
 * @param files further files of this machine that the process finds in its working directory, by file name
 * @param startTimeout how long to wait for the process to run
 */
public record LaunchRequest(
        ProcessRequirements requirements,
        FlinkConfiguration configuration,
        FlinkDistribution distribution,
        PlanFitter fitter,
        Optional<EntryPoint> entryPoint,
        Map<String, String> environmentVariables,
        List<Path> files,
        Duration startTimeout) {

    /** Copies and checks. */
    public LaunchRequest {
        environmentVariables = Collections.unmodifiableMap(new LinkedHashMap<>(environmentVariables));
        files = List.copyOf(files);
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "The time to wait for a start must be above zero, not " + startTimeout + ".");
        }
    }

    /**
     * Starts with what every launch needs.
     *
     * @param requirements the plan and what else the process needs
     * @param configuration the configuration that the process reads
     * @param distribution the Flink to run
     * @return a builder, not thread-safe
     */
    public static Builder of(
            ProcessRequirements requirements, FlinkConfiguration configuration, FlinkDistribution distribution) {
        return new Builder(requirements, configuration, distribution);
    }

    /**
     * Gives the same request for showing: in options and arguments, what may be a secret is hidden.
     *
     * @return a request that must not be launched
     * @throws IllegalArgumentException if options cannot be split into words
     */
    public LaunchRequest withoutSecrets() {
        FlinkConfiguration.Builder masked = configuration.toBuilder();
        configuration
                .withPrefix("env.java.")
                .forEach((name, text) -> masked.set(
                        "env.java." + name,
                        OptionWords.join(OptionWords.split("env.java." + name, text).stream()
                                .map(OptionWords::masked)
                                .toList())));
        return new LaunchRequest(
                requirements,
                masked.build(),
                distribution,
                fitter,
                entryPoint.map(main -> new EntryPoint(
                        main.className(),
                        main.arguments().stream().map(OptionWords::masked).toList())),
                environmentVariables,
                files,
                startTimeout);
    }

    @Override
    public String toString() {
        return "LaunchRequest{" + requirements.plan().process() + " of "
                + requirements.plan().totalProcess() + ", Flink " + distribution.version() + ", " + configuration
                + ", entry point " + entryPoint.map(EntryPoint::className).orElse("Flink's own") + ", variables "
                + environmentVariables.keySet() + ", files " + files + "}";
    }

    /** Collects what to launch. Not thread-safe. */
    public static final class Builder {

        private static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(2);

        private final ProcessRequirements requirements;
        private final FlinkConfiguration configuration;
        private final FlinkDistribution distribution;
        private final Map<String, String> environmentVariables = new LinkedHashMap<>();
        private final List<Path> files = new ArrayList<>();
        private PlanFitter fitter = PlanFitter.UNCHANGED;
        private Optional<EntryPoint> entryPoint = Optional.empty();
        private Duration startTimeout = DEFAULT_START_TIMEOUT;

        private Builder(
                ProcessRequirements requirements, FlinkConfiguration configuration, FlinkDistribution distribution) {
            this.requirements = requirements;
            this.configuration = configuration;
            this.distribution = distribution;
        }

        /**
         * Sets what to do with memory granted beyond the ask; by default the plan stays as it is.
         *
         * @param planFitter the grant policy
         * @return this builder
         */
        public Builder fitter(PlanFitter planFitter) {
            fitter = planFitter;
            return this;
        }

        /**
         * Runs this class instead of Flink's own entry point.
         *
         * @param main the class and its arguments
         * @return this builder
         */
        public Builder entryPoint(EntryPoint main) {
            entryPoint = Optional.of(main);
            return this;
        }

        /**
         * Adds an environment variable.
         *
         * @param name the name
         * @param value the value
         * @return this builder
         */
        public Builder environmentVariable(String name, String value) {
            environmentVariables.put(name, value);
            return this;
        }

        /**
         * Adds a file that the process finds in its working directory.
         *
         * @param file a readable file of this machine
         * @return this builder
         */
        public Builder file(Path file) {
            files.add(file);
            return this;
        }

        /**
         * Sets how long to wait for the process to run; two minutes by default.
         *
         * @param timeout above zero
         * @return this builder
         */
        public Builder startTimeout(Duration timeout) {
            startTimeout = timeout;
            return this;
        }

        /**
         * Gives the request.
         *
         * @return an immutable request
         * @throws IllegalArgumentException if the timeout is not above zero
         */
        public LaunchRequest build() {
            return new LaunchRequest(
                    requirements,
                    configuration,
                    distribution,
                    fitter,
                    entryPoint,
                    environmentVariables,
                    files,
                    startTimeout);
        }
    }
}
