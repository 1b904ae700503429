package io.parley.yarn.admission;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The part of a queue that application masters may use. Immutable.
 *
 * @param holder whose application masters share it, for instance {@code queue root.default}
 * @param fraction the part, between 0 and 1
 * @param key the key that says so
 * @param exemption whether the first application of an idle queue starts whatever the limit is
 * @param ever the most of each resource that may ever be used; empty where that is not known
 * @param now the most of each resource that may be used as things are; empty where that is not known
 * @param used what application masters use of each resource now, at least
 * @param masters how many there are now; empty where that is not known
 */
public record MasterShare(
        String holder,
        double fraction,
        String key,
        Exemption exemption,
        Optional<Map<String, Long>> ever,
        Optional<Map<String, Long>> now,
        Map<String, Long> used,
        OptionalInt masters) {

    /** Copies the maps. */
    public MasterShare {
        ever = ever.map(Map::copyOf);
        now = now.map(Map::copyOf);
        used = Map.copyOf(used);
    }

    /** Gives the same share where its limit may be another one than files say. */
    MasterShare withoutEver() {
        return new MasterShare(holder, fraction, key, exemption, Optional.empty(), now, used, masters);
    }

    /** Who starts although the limit is too small. */
    public enum Exemption {
        /** The first application of an idle queue, as with the Capacity scheduler. */
        FIRST_OF_IDLE_QUEUE,
        /** Nobody, as with the Fair scheduler. */
        NOBODY
    }
}
