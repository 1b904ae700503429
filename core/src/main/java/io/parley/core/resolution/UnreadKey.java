package io.parley.core.resolution;

import io.parley.api.plan.Remark;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A key that is not read. Immutable.
 *
 * @param key the key
 * @param nearest the key that may be meant
 */
record UnreadKey(String key, Optional<String> nearest) {

    /** No key that is meant is longer. */
    private static final int LONGEST = 100;

    /** Gives the remark, for a reason without a full stop. */
    Remark remark(String reason) {
        List<String> keys = nearest.map(other -> List.of(key, other)).orElse(List.of(key));
        return new Remark(Remark.Kind.WITHOUT_EFFECT, key + " has no effect: " + reason + ". " + cure(), keys);
    }

    private String cure() {
        return nearest.map(other -> "Set " + other + " if that is meant, else remove it.")
                .orElse("Remove it.");
    }

    /**
     * Gives the key that is meant in all likelihood: few letters are wrong, or whole words are missing.
     *
     * @param key the key that is not read
     * @param prefix what it begins with and what is meant does too
     * @param read the keys that are read; of those that are as near as each other the first counts
     * @return the key, or none where no key is near
     */
    static Optional<String> nearest(String key, String prefix, Collection<KeyPattern> read) {
        String rest = key.substring(prefix.length());
        if (rest.length() > LONGEST) {
            return Optional.empty();
        }
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (KeyPattern pattern : read) {
            String candidate = pattern.like(key);
            if (candidate.startsWith(prefix)) {
                String other = candidate.substring(prefix.length());
                int distance = distance(rest, other);
                int allowed = Math.max(1, (pattern.fixedLength() - prefix.length()) / 3);
                if (distance < least && (distance <= allowed || isPart(rest, other))) {
                    least = distance;
                    nearest = candidate;
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Tells whether words are missing: the last ones, or the first ones before more than the last. */
    private static boolean isPart(String rest, String other) {
        return other.startsWith(rest + ".") || (rest.contains(".") && other.endsWith("." + rest));
    }

    /** Counts the characters to insert, remove or replace (Levenshtein). */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
