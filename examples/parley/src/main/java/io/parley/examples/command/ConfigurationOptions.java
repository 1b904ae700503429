package io.parley.examples.command;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.core.configuration.ConfigurationOverrides;
import io.parley.core.configuration.FlinkConfigurationReader;
import io.parley.core.configuration.ReadConfiguration;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.core.resolution.UnreadKeys;
import io.parley.core.resolution.UnreadParleyKeys;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say which process is planned and from which configuration. */
class ConfigurationOptions {

    /** The newest release of the newest Flink line that Parley knows. */
    static final String NEWEST_RELEASE = "2.3.0";

    private static final String CONFIGURATION_DIRECTORY = "FLINK_CONF_DIR";

    private final CommandContext context;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-c", "--conf"},
            paramLabel = "PATH",
            description = "A Flink configuration file, or a directory that holds config.yaml or flink-conf.yaml."
                    + " Default: $FLINK_CONF_DIR, else no file.")
    private @Nullable String conf;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Sets a key, over the file; repeatable, the last one of a key wins.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--process",
            paramLabel = "KIND",
            defaultValue = "jobmanager",
            converter = ProcessConverter.class,
            description = "jobmanager or taskmanager. Default: ${DEFAULT-VALUE}.")
    private ProcessKind process = ProcessKind.JOB_MANAGER;

    @Option(
            names = "--flink-version",
            paramLabel = "VERSION",
            defaultValue = NEWEST_RELEASE,
            converter = VersionConverter.class,
            description = "A release or a line from 1.11 on, for instance 1.11.6 or 2.3. Default: ${DEFAULT-VALUE}.")
    private FlinkVersion flinkVersion = FlinkVersion.parse(NEWEST_RELEASE);

    ConfigurationOptions(CommandContext context) {
        this.context = context;
    }

    /** Takes the version from elsewhere, in the place of --flink-version. */
    void useFlinkVersion(FlinkVersion version) {
        flinkVersion = version;
    }

    /**
     * Gives what the options select for an environment: reads the configuration.
     *
     * @param registry all environments that were found
     * @param environment the one of them that is selected
     * @param grantPolicy what to do with memory granted beyond the ask
     * @param shipped the file or directory to read where neither the options nor the environment variables name one
     * @throws ParameterException if an override is no key=value
     * @throws IllegalArgumentException if the configuration cannot be read; the message names the file
     */
    Selection select(
            EnvironmentRegistry registry,
            DiscoveredEnvironment environment,
            GrantPolicy grantPolicy,
            @Nullable Path shipped) {
        ConfigurationOverrides parsed = parseOverrides();
        List<Remark> remarks = new ArrayList<>();
        FlinkConfiguration.Builder configuration = FlinkConfiguration.builder();
        ReadConfiguration named = readConfiguration();
        if (named != null) {
            configuration = named.configuration().toBuilder();
            remarks.addAll(named.remarks());
        } else if (shipped != null) {
            configuration = ShippedSizes.givingWay(read(shipped).configuration(), parsed).toBuilder();
        }
        configuration.environmentVariables(context.environmentVariables());
        FlinkConfiguration overridden = parsed.applyTo(configuration.build());
        remarks.addAll(UnreadKeys.remarks(flinkVersion, overridden));
        remarks.addAll(UnreadParleyKeys.remarks(registry.descriptions(), overridden));
        return new Selection(process, environment, flinkVersion, overridden, remarks, grantPolicy);
    }

    /**
     * Gives the overrides alone.
     *
     * @throws ParameterException if an override is no key=value
     */
    ConfigurationOverrides parseOverrides() {
        try {
            return ConfigurationOverrides.parse(overrides);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    private ParameterException wrongUsage(@Nullable String message) {
        if (command == null) {
            throw new IllegalStateException("The options belong to no command.");
        }
        return new ParameterException(command.commandLine(), message);
    }

    private @Nullable ReadConfiguration readConfiguration() {
        if (conf != null) {
            return read(conf);
        }
        String directory = context.environmentVariables().getOrDefault(CONFIGURATION_DIRECTORY, "");
        if (directory.isBlank()) {
            return null;
        }
        try {
            return read(directory);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " The environment variable " + CONFIGURATION_DIRECTORY
                            + " names this directory; unset it, or name another configuration with --conf.",
                    e);
        }
    }

    private ReadConfiguration read(Path file) {
        return new FlinkConfigurationReader(flinkVersion).read(file);
    }

    private ReadConfiguration read(String path) {
        return read(path, flinkVersion);
    }

    /**
     * Reads the file that a text names, or that its directory holds, as a Flink version does.
     *
     * @throws IllegalArgumentException if that fails; the message names the path
     */
    static ReadConfiguration read(String path, FlinkVersion version) {
        try {
            return new FlinkConfigurationReader(version).read(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "Cannot read the Flink configuration: its name is no path (" + e.getReason() + ").", e);
        }
    }

    /** Gives what --conf names; the environment variable does not count. */
    Optional<String> conf() {
        return Optional.ofNullable(conf);
    }

    /** Lets picocli report the message of an IllegalArgumentException as it is. */
    static <T> T converted(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Reads a kind of process. */
    static final class ProcessConverter implements ITypeConverter<ProcessKind> {
        @Override
        public ProcessKind convert(String text) {
            for (ProcessKind kind : ProcessKind.values()) {
                if (kind.id().equals(text)) {
                    return kind;
                }
            }
            throw new TypeConversionException("No process is named \"" + text + "\". Choose one of "
                    + Arrays.stream(ProcessKind.values()).map(ProcessKind::id).collect(Collectors.joining(", ")) + ".");
        }
    }

    /** Reads a Flink version. */
    static final class VersionConverter implements ITypeConverter<FlinkVersion> {
        @Override
        public FlinkVersion convert(String text) {
            return converted(text, version -> MemoryPlanResolver.known(FlinkVersion.parse(version)));
        }
    }
}
