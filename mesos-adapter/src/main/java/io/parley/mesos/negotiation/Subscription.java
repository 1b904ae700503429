package io.parley.mesos.negotiation;

import java.util.Optional;
import org.apache.mesos.v1.Protos.FrameworkID;

/** Who the framework is to its master, and whether the master listens to it. Guarded by the negotiation's lock. */
final class Subscription {

    /** How a master may end a subscription. */
    enum Severance {
        NONE,
        /** The framework is no more, or another scheduler's. */
        FOR_GOOD,
        /** The master takes no subscription; the framework may live on. */
        REFUSED
    }

    private Optional<FrameworkID> framework = Optional.empty();
    private boolean there;
    /** It could be sent and was not, because the negotiation is over. */
    private boolean unasked;

    private Severance severance = Severance.NONE;

    /** Enters the id that an earlier run was given. */
    void known(Optional<FrameworkID> id) {
        framework = id;
    }

    Optional<FrameworkID> framework() {
        return framework;
    }

    boolean isThere() {
        return there;
    }

    Severance severance() {
        return severance;
    }

    /** A subscription can be sent. */
    void possible(boolean asked) {
        unasked = !asked;
    }

    /** The master has taken it; tells whether it gave the framework another id than was known. */
    boolean begun(FrameworkID id) {
        there = true;
        boolean news = !framework.equals(Optional.of(id));
        framework = Optional.of(id);
        return news;
    }

    void lost() {
        there = false;
        unasked = false;
    }

    /** The master does not know the framework any more, and another one is to take its place. */
    void forgotten() {
        there = false;
        framework = Optional.empty();
    }

    /** The master itself has ended it. */
    void severed(Severance how) {
        there = false;
        severance = how;
    }

    /** Gives what has to come before the framework can be ended. */
    FrameworkEnd.Standing standing() {
        if (there) {
            return FrameworkEnd.Standing.SUBSCRIBED;
        }
        return unasked ? FrameworkEnd.Standing.CONNECTED : FrameworkEnd.Standing.AWAITED;
    }
}
