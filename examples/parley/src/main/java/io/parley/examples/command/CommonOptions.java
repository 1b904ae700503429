package io.parley.examples.command;

import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.fitting.GrantPolicy;
import io.parley.examples.launch.ExamplesDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say which process is planned, from which configuration, for which environment. */
final class CommonOptions extends ConfigurationOptions {

    private final CommandContext context;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            defaultValue = "standalone",
            description = "One of those that \"parley environments\" lists. Default: ${DEFAULT-VALUE}.")
    private String environment = "standalone";

    @Option(
            names = "--grant-policy",
            paramLabel = "POLICY",
            defaultValue = "replan",
            converter = PolicyConverter.class,
            description = "What to do with memory granted beyond the ask: replan, heap, off-heap, overhead or unused."
                    + " Default: ${DEFAULT-VALUE}.")
    private GrantPolicy grantPolicy = GrantPolicy.REPLAN;

    CommonOptions(CommandContext context) {
        super(context);
        this.context = context;
    }

    /**
     * Gives what the options select: reads the configuration and finds the environment.
     *
     * @throws ParameterException if an override is no key=value
     * @throws IllegalArgumentException if the configuration cannot be read; the message names the file
     * @throws IllegalStateException if there is no such environment; the message lists those found
     */
    Selection select() {
        return selectFrom(null);
    }

    /**
     * Gives what the options select, from the shipped configuration where neither they nor the environment name one.
     */
    Selection selectOrShipped(ExamplesDirectory examples) {
        return selectFrom(examples.configuration(environment));
    }

    private Selection selectFrom(@Nullable Path shipped) {
        EnvironmentRegistry registry = context.discovery().get();
        return select(registry, registry.environment(environment), grantPolicy, shipped);
    }

    /** Reads a grant policy. */
    static final class PolicyConverter implements ITypeConverter<GrantPolicy> {
        @Override
        public GrantPolicy convert(String text) {
            return converted(text, GrantPolicy::of);
        }
    }
}
