package io.parley.yarn;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.yarn.sizing.MalformedSettingException;
import io.parley.yarn.sizing.SchedulerRulesReader;
import java.util.Optional;

/**
 * Reads the limits of YARN from the files of a client: yarn-site.xml, resource-types.xml, capacity-scheduler.xml and
 * the Fair scheduler's allocation file.
 *
 * <p>They lie in the directory that {@code HADOOP_CONF_DIR} names; a file that is not there may lie in that of
 * {@code YARN_CONF_DIR}. The queue is that of {@code yarn.application.queue}. Without a yarn-site.xml the limits are
 * only assumed. Stateless and thread-safe.
 */
public final class YarnLimitsSource implements EnvironmentLimitsSource {

    static final ConfigurationOption<String> QUEUE =
            ConfigurationOption.text("yarn.application.queue").withDefault(YarnResourceTranslator.DEFAULT_QUEUE);

    /** Makes the source; for ServiceLoader. */
    public YarnLimitsSource() {}

    @Override
    public String environment() {
        return ContainerAsk.ENVIRONMENT;
    }

    @Override
    public Optional<EnvironmentLimits> find(FlinkConfiguration configuration) {
        return YarnSiteFiles.find(configuration).map(files -> limits(files, queue(configuration)));
    }

    /** Gives the queue that a configuration names. */
    static String queue(FlinkConfiguration configuration) {
        return Optional.of(configuration.get(QUEUE).strip())
                .filter(name -> !name.isEmpty())
                .orElse(YarnResourceTranslator.DEFAULT_QUEUE);
    }

    private static EnvironmentLimits limits(YarnSiteFiles files, String queue) {
        try {
            return SchedulerRulesReader.read(files.settings(), queue).toLimits();
        } catch (MalformedSettingException e) {
            throw new IllegalArgumentException(
                    "Cannot read YARN's limits from " + files.fileOf(e.key()) + ". " + e.getMessage(), e);
        }
    }
}
