package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/**
 * How the REST endpoint of a Flink that is an application master is found. Immutable.
 *
 * <p>Every attempt listens somewhere else, and somebody else may listen where an earlier one did: an address holds no
 * longer than the report that told it.
 *
 * @param scheme how it is spoken to, http or https
 */
record RestEndpoint(String scheme) {

    private static final System.Logger LOG = System.getLogger(RestEndpoint.class.getName());
    private static final ConfigurationOption<Boolean> REST_OVER_TLS =
            ConfigurationOption.flag("security.ssl.rest.enabled").withDefault(false);

    static RestEndpoint of(FlinkConfiguration configuration) {
        return new RestEndpoint(configuration.get(REST_OVER_TLS) ? "https" : "http");
    }

    /**
     * Gives where the current attempt listens, or nothing where it has not said so yet or the application has ended.
     */
    Optional<URI> in(ApplicationReport report) {
        String host = report.getHost();
        if (YarnLaunch.isEnded(report.getYarnApplicationState())
                || host == null
                || host.equals("N/A")
                || report.getRpcPort() <= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(scheme, null, host, report.getRpcPort(), null, null, null));
        } catch (URISyntaxException e) {
            LOG.log(System.Logger.Level.DEBUG, "The host " + host + " is no part of an address.", e);
            return Optional.empty();
        }
    }
}
