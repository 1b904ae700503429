package io.parley.yarn.negotiation;

import io.parley.api.environment.EnvironmentLimits;
import io.parley.api.environment.PlanFitter;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.yarn.YarnResourceTranslator;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a {@link YarnNegotiator} registers and negotiates. Immutable.
 *
 * @param limits what the cluster is known to grant; where nothing is known, the translator's assumed limits
 * @param fitter what to do with memory granted beyond the ask
 * @param settings when to try again, when to give up, which nodes to leave alone
 * @param master where the application master is reached
 * @param heartbeat how often YARN is asked
 * @param endWithin how long to try to tell YARN the end of the application, above zero
 * @param nanoClock tells what has passed since any fixed moment, in nanoseconds
 */
public record YarnNegotiatorOptions(
        EnvironmentLimits limits,
        PlanFitter fitter,
        NegotiationSettings settings,
        Master master,
        Heartbeat heartbeat,
        Duration endWithin,
        LongSupplier nanoClock) {

    /** Assumed limits, plans that stay as they are, Flink's default back-off, a master without an address. */
    public static final YarnNegotiatorOptions DEFAULT = new YarnNegotiatorOptions(
            new YarnResourceTranslator().assumedLimits(),
            PlanFitter.UNCHANGED,
            NegotiationSettings.DEFAULT,
            new Master("", -1, ""),
            new Heartbeat(Duration.ofMillis(500), Duration.ofSeconds(5)),
            Duration.ofSeconds(30),
            System::nanoTime);

    /**
     * Checks the time.
     *
     * @throws IllegalArgumentException if the time to tell the end is not above zero
     */
    public YarnNegotiatorOptions {
        if (endWithin.isNegative() || endWithin.isZero()) {
            throw new IllegalArgumentException(
                    "The time to tell YARN the end of an application is above zero, not " + endWithin + ".");
        }
    }

    /**
     * Where an application master is reached. Immutable.
     *
     * @param host its host, may be empty
     * @param port its port; -1 for none
     * @param trackingUrl what YARN's pages link to, may be empty
     */
    public record Master(String host, int port, String trackingUrl) {

        /**
         * Checks the port.
         *
         * @throws IllegalArgumentException if it is neither a port nor -1
         */
        public Master {
            if (port < -1 || port > 65535) {
                throw new IllegalArgumentException(
                        "An application master has a port of 1 to 65535, or -1 for none, not " + port + ".");
            }
        }
    }

    /**
     * How often YARN is asked; no more seldom than a third of {@code yarn.am.liveness-monitor.expiry-interval-ms},
     * after which it takes an application master for dead. Immutable.
     *
     * @param waiting while something is waited for, above zero
     * @param idle while nothing is and there is nothing to tell, not below the other one
     */
    public record Heartbeat(Duration waiting, Duration idle) {

        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException if a time is below a millisecond, above a day, or the idle one is shorter
         */
        public Heartbeat {
            if (waiting.compareTo(Duration.ofMillis(1)) < 0
                    || idle.compareTo(waiting) < 0
                    || idle.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("Heartbeats are 1 ms to one day apart, and no closer when idle, not "
                        + waiting + " and " + idle + ".");
            }
        }
    }

    /**
     * Sets what the cluster is known to grant.
     *
     * @param known the limits
     * @return options like these with the limits
     */
    public YarnNegotiatorOptions withLimits(EnvironmentLimits known) {
        return new YarnNegotiatorOptions(known, fitter, settings, master, heartbeat, endWithin, nanoClock);
    }

    /**
     * Sets what to do with memory granted beyond the ask.
     *
     * @param policy the grant policy
     * @return options like these with the policy
     */
    public YarnNegotiatorOptions withFitter(PlanFitter policy) {
        return new YarnNegotiatorOptions(limits, policy, settings, master, heartbeat, endWithin, nanoClock);
    }

    /**
     * Sets when to try again and when to give up.
     *
     * @param negotiation the settings
     * @return options like these with the settings
     */
    public YarnNegotiatorOptions withSettings(NegotiationSettings negotiation) {
        return new YarnNegotiatorOptions(limits, fitter, negotiation, master, heartbeat, endWithin, nanoClock);
    }

    /**
     * Sets where the application master is reached.
     *
     * @param address the address
     * @return options like these with the address
     */
    public YarnNegotiatorOptions withMaster(Master address) {
        return new YarnNegotiatorOptions(limits, fitter, settings, address, heartbeat, endWithin, nanoClock);
    }

    /**
     * Sets how often YARN is asked.
     *
     * @param times the times between heartbeats
     * @return options like these with the times
     */
    public YarnNegotiatorOptions withHeartbeat(Heartbeat times) {
        return new YarnNegotiatorOptions(limits, fitter, settings, master, times, endWithin, nanoClock);
    }

    /**
     * Sets how long to try to tell YARN the end of the application.
     *
     * @param limit the time, above zero
     * @return options like these with the time
     * @throws IllegalArgumentException if the time is not above zero
     */
    public YarnNegotiatorOptions withEndWithin(Duration limit) {
        return new YarnNegotiatorOptions(limits, fitter, settings, master, heartbeat, limit, nanoClock);
    }
}
