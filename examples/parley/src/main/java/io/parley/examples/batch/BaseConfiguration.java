package io.parley.examples.batch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.Remark;
import java.util.List;
import java.util.Set;

/**
 * What all lines have in common. Immutable.
 *
 * @param configuration what every line is laid over
 * @param fixedKeys the keys of it that win over a line
 * @param remarks the remarks of every plan, before its own
 */
record BaseConfiguration(FlinkConfiguration configuration, Set<String> fixedKeys, List<Remark> remarks) {

    static final BaseConfiguration EMPTY =
            new BaseConfiguration(FlinkConfiguration.builder().build(), Set.of(), List.of());

    /** Copies the collections. */
    BaseConfiguration {
        fixedKeys = Set.copyOf(fixedKeys);
        remarks = List.copyOf(remarks);
    }
}
