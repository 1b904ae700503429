package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.launch.LaunchEvent;
import io.parley.api.launch.LaunchEvent.Phase;
import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Outcome;
import io.parley.yarn.YarnAdmissionCheck;
import io.parley.yarn.admission.LiveAdmission;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * Asks the ResourceManager, before anything is staged, whether it will ever start the master. Stateless.
 *
 * <p>Only its own answer refuses a launch: the files of a client need not be the cluster's. Where it cannot be asked,
 * the launch goes on, and YARN decides.
 */
final class PreFlight {

    static final ConfigurationOption<Boolean> ENABLED =
            ConfigurationOption.flag("parley.yarn.pre-flight.enabled").withDefault(true);
    private static final System.Logger LOG = System.getLogger(PreFlight.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private PreFlight() {}

    /**
     * Asks, and tells the listener what is to be waited for.
     *
     * @throws ResourceTranslationException if the master never starts; the message has every reason
     */
    static void check(LaunchRequest request, HadoopUser user, LaunchListener listener) throws InterruptedException {
        Optional<LiveAdmission> answer = ask(request, user, listener);
        if (answer.isPresent()) {
            act(answer.get(), listener);
        }
    }

    /** Refuses what never starts, and tells what has to be waited for and what speaks against it in files only. */
    static void act(LiveAdmission answer, LaunchListener listener) {
        Verdict verdict = answer.admission().verdict();
        switch (verdict.outcome()) {
            case ADMIT -> {
                // Nothing to tell: the launch does what it was asked to do.
            }
            case WAIT -> listener.onEvent(new LaunchEvent(Phase.CONNECT, "it has to wait: " + told(verdict)));
            case NEVER -> {
                if (answer.isRefusal()) {
                    throw new ResourceTranslationException("Cannot launch the JobManager on YARN", never(verdict));
                }
                listener.onEvent(new LaunchEvent(
                        Phase.CONNECT,
                        "it may never start, by the files of this client, which need not be the cluster's; going on: "
                                + told(verdict)));
            }
        }
    }

    private static Optional<LiveAdmission> ask(LaunchRequest request, HadoopUser user, LaunchListener listener)
            throws InterruptedException {
        try {
            return Optional.of(user.run(() -> new YarnAdmissionCheck()
                    .checkLive(
                            request.requirements(),
                            request.configuration(),
                            request.fitter().lowering(),
                            LIMIT)));
        } catch (IOException | YarnException | RuntimeException e) {
            HadoopUser.throwIfCancelled("ask whether the JobManager will start", e);
            LOG.log(System.Logger.Level.DEBUG, "The pre-flight was not answered.", e);
            listener.onEvent(new LaunchEvent(
                    Phase.CONNECT,
                    "whether it will start is not known, going on: " + HadoopUser.reason(e) + " (" + ENABLED.key()
                            + ")"));
            return Optional.empty();
        }
    }

    private static Verdict never(Verdict verdict) {
        Optional<Verdict> first = worst(verdict).findFirst();
        return new Verdict(
                Outcome.NEVER,
                "it would never start. " + told(verdict),
                first.flatMap(Verdict::comparison),
                first.flatMap(Verdict::key),
                Optional.of("Where that is wrong, set " + ENABLED.key() + " to false."),
                verdict.reasons());
    }

    private static Stream<Verdict> worst(Verdict verdict) {
        return verdict.reasons().stream().filter(reason -> reason.outcome() == verdict.outcome());
    }

    private static String told(Verdict verdict) {
        return worst(verdict)
                .map(reason -> reason.statement()
                        + reason.comparison()
                                .map(amounts ->
                                        " Asked " + amounts.asked() + ", available " + amounts.available() + ".")
                                .orElse("")
                        + reason.cure().map(cure -> " " + cure).orElse(""))
                .collect(Collectors.joining(" "));
    }
}
