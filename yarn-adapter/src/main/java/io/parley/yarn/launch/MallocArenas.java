package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import java.util.Map;

/**
 * How many arenas the C library of a container's process may have.
 *
 * <p>By itself it makes up to eight for each processor of the host, whatever the container was granted, and what they
 * hold beyond the plan counts against the container. So a container gets as many as it has vcores. Stateless.
 */
final class MallocArenas {

    static final ConfigurationOption<Boolean> LIMITED =
            ConfigurationOption.flag("parley.yarn.malloc-arena-max.enabled").withDefault(true);
    private static final String VARIABLE = "MALLOC_ARENA_MAX";

    private MallocArenas() {}

    /** Adds the variable, unless the user has set it. */
    static void limit(int vcores, Map<String, String> environment) {
        environment.putIfAbsent(VARIABLE, Integer.toString(Math.max(1, vcores)));
    }
}
