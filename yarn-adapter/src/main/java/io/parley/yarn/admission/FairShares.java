package io.parley.yarn.admission;

import java.util.HashMap;
import java.util.Map;

/** Parts of what a queue of the Fair scheduler may use. Pure and stateless. */
final class FairShares {

    private FairShares() {}

    /**
     * Gives the part of each amount, rounded up, as {@code FSLeafQueue#computeMaxAMResource} does, 3.5.0.
     *
     * @param amounts whole units
     * @param fraction the part
     */
    static Map<String, Long> ofAll(Map<String, Long> amounts, double fraction) {
        Map<String, Long> parts = new HashMap<>();
        amounts.forEach((name, amount) -> parts.put(name, (long) Math.ceil(amount * fraction)));
        return parts;
    }
}
