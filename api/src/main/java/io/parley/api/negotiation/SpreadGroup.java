package io.parley.api.negotiation;

/**
 * A group of equal processes that keep to different hosts. Immutable.
 *
 * @param name the name; all demands of one name are one group
 * @param mostPerHost how many of them one host may hold, above zero
 */
public record SpreadGroup(String name, int mostPerHost) {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if the name is blank or the number is not above zero
     */
    public SpreadGroup {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A group of demands needs a name that is not blank.");
        }
        if (mostPerHost < 1) {
            throw new IllegalArgumentException("A host must be allowed to hold at least one process of the group "
                    + name + ", not " + mostPerHost + ".");
        }
    }

    /**
     * Makes a group of which every host holds one process at most.
     *
     * @param name the name
     * @return the group
     * @throws IllegalArgumentException if the name is blank
     */
    public static SpreadGroup oneAHost(String name) {
        return new SpreadGroup(name, 1);
    }
}
