package io.parley.mesos.negotiation;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PlanFitter;
import io.parley.api.negotiation.NegotiationSettings;
import io.parley.mesos.matching.AgentConstraints;
import io.parley.mesos.matching.MatchRules;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.mesos.v1.Protos.FrameworkInfo;

/**
 * How a {@link MesosNegotiator} subscribes and negotiates. Immutable.
 *
 * <p>The packing policies of the rules and the fitter are called under the negotiator's lock: they neither wait nor
 * call it. One that throws costs the offers at hand, or the demand that it was called for.
 *
 * @param framework who it is to the master
 * @param rules how offers are chosen and refused; its role is the framework's
 * @param constraints what the agents of all processes have to be, beside what their demands say, and how they are
 *     spread
 * @param fitter what to do with memory granted beyond the ask
 * @param settings when to try again, when to give up, which hosts to leave alone
 * @param whenRemoved what to do when the master has removed the framework
 * @param times how long to wait for what
 * @param reviveBurst how many REVIVEs may follow each other at once, above zero
 * @param nanoClock tells what has passed since any fixed moment, in nanoseconds
 */
public record MesosNegotiatorOptions(
        FrameworkInfo framework,
        MatchRules rules,
        AgentConstraints constraints,
        PlanFitter fitter,
        NegotiationSettings settings,
        WhenRemoved whenRemoved,
        Times times,
        int reviveBurst,
        LongSupplier nanoClock) {

    /** What to do when the master says that the framework was removed, which ended all of its tasks. */
    public enum WhenRemoved {
        /** The negotiation is over, and every demand is told. */
        END,
        /** A new framework is subscribed; what is replaced when lost is asked for again. */
        START_ANEW
    }

    /**
     * How long to wait for what. Immutable; every time is above zero.
     *
     * @param doubtLimit for a task of which nobody can tell whether it lives, before it is taken for lost
     * @param silenceLimit for a word of a task that was launched, before the master is asked
     * @param reviveInterval how often offers may be revived in the long run
     * @param endWithin for the master to take the end of the framework
     * @param tick between two looks at what has become due
     */
    public record Times(
            Duration doubtLimit, Duration silenceLimit, Duration reviveInterval, Duration endWithin, Duration tick) {

        /** Five minutes of doubt, 30 s of silence, a revival in 10 s, 30 s for the end, four looks a second. */
        public static final Times DEFAULT = new Times(
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMillis(250));

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if a time is not above zero
         */
        public Times {
            for (Duration time : new Duration[] {doubtLimit, silenceLimit, reviveInterval, endWithin, tick}) {
                if (time.isNegative() || time.isZero()) {
                    throw new IllegalArgumentException("The times of a negotiation are above zero, not " + time + ".");
                }
            }
        }
    }

    /**
     * Checks the role and the number.
     *
     * @throws IllegalArgumentException if the framework has another role than the rules, or more than one, or the
     *     number is not above zero
     */
    public MesosNegotiatorOptions {
        String role = FrameworkOptions.roleOf(framework);
        if (!role.equals(rules.role())) {
            throw new IllegalArgumentException("The framework has the role " + role + ", the rules of matching "
                    + rules.role() + ". Give both the same.");
        }
        if (reviveBurst < 1) {
            throw new IllegalArgumentException("At least one REVIVE must be possible, not " + reviveBurst + ".");
        }
    }

    /**
     * Reads Flink's keys and Parley's own, see {@link FrameworkOptions}, {@link NegotiationSettings#of} and
     * {@link AgentConstraints#of}.
     *
     * @param configuration the configuration
     * @return options that end with a removed framework and leave plans as they are
     * @throws IllegalArgumentException if a value is wrong by itself; the message names the key
     */
    public static MesosNegotiatorOptions of(FlinkConfiguration configuration) {
        FrameworkInfo info = FrameworkOptions.info(configuration);
        MatchRules usual = MatchRules.of(info.getRoles(0));
        return new MesosNegotiatorOptions(
                info,
                new MatchRules(
                        usual.role(),
                        usual.gpuAgents(),
                        usual.policies(),
                        FrameworkOptions.refusal(configuration),
                        usual.late()),
                AgentConstraints.of(configuration),
                PlanFitter.UNCHANGED,
                NegotiationSettings.of(configuration),
                WhenRemoved.END,
                Times.DEFAULT,
                3,
                System::nanoTime);
    }

    Duration doubtLimit() {
        return times.doubtLimit();
    }

    Duration silenceLimit() {
        return times.silenceLimit();
    }

    Duration reviveInterval() {
        return times.reviveInterval();
    }

    /**
     * Sets who it is to the master.
     *
     * @param info the framework, of the same role
     * @return options like these
     * @throws IllegalArgumentException if the framework has another role, or more than one
     */
    public MesosNegotiatorOptions withFramework(FrameworkInfo info) {
        return new MesosNegotiatorOptions(
                info, rules, constraints, fitter, settings, whenRemoved, times, reviveBurst, nanoClock);
    }

    /**
     * Sets what to do with memory granted beyond the ask.
     *
     * @param policy the grant policy
     * @return options like these
     */
    public MesosNegotiatorOptions withFitter(PlanFitter policy) {
        return new MesosNegotiatorOptions(
                framework, rules, constraints, policy, settings, whenRemoved, times, reviveBurst, nanoClock);
    }

    /**
     * Sets when to try again and when to give up.
     *
     * @param negotiation the settings
     * @return options like these
     */
    public MesosNegotiatorOptions withSettings(NegotiationSettings negotiation) {
        return new MesosNegotiatorOptions(
                framework, rules, constraints, fitter, negotiation, whenRemoved, times, reviveBurst, nanoClock);
    }

    /**
     * Sets what to do when the master has removed the framework.
     *
     * @param decision what to do
     * @return options like these
     */
    public MesosNegotiatorOptions withWhenRemoved(WhenRemoved decision) {
        return new MesosNegotiatorOptions(
                framework, rules, constraints, fitter, settings, decision, times, reviveBurst, nanoClock);
    }

    /**
     * Sets how long to wait for what.
     *
     * @param waits the times
     * @return options like these
     */
    public MesosNegotiatorOptions withTimes(Times waits) {
        return new MesosNegotiatorOptions(
                framework, rules, constraints, fitter, settings, whenRemoved, waits, reviveBurst, nanoClock);
    }

    /**
     * Sets how offers are chosen and refused.
     *
     * @param matching the rules, of the framework's role
     * @return options like these
     * @throws IllegalArgumentException if the rules are of another role
     */
    public MesosNegotiatorOptions withRules(MatchRules matching) {
        return new MesosNegotiatorOptions(
                framework, matching, constraints, fitter, settings, whenRemoved, times, reviveBurst, nanoClock);
    }

    /**
     * Sets what the agents of all processes have to be.
     *
     * @param agents the constraints
     * @return options like these
     */
    public MesosNegotiatorOptions withConstraints(AgentConstraints agents) {
        return new MesosNegotiatorOptions(
                framework, rules, agents, fitter, settings, whenRemoved, times, reviveBurst, nanoClock);
    }
}
