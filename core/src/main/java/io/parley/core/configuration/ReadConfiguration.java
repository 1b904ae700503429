package io.parley.core.configuration;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.Remark;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration as it was read from one file. Immutable.
 *
 * @param file the file
 * @param format its format
 * @param configuration the entries with their origins, without environment variables
 * @param remarks what in the file has no effect or not the effect it seems to have; values are never quoted
 */
public record ReadConfiguration(
        Path file, ConfigurationFormat format, FlinkConfiguration configuration, List<Remark> remarks) {

    /** Copies the list. */
    public ReadConfiguration {
        remarks = List.copyOf(remarks);
    }
}
