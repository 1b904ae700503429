package io.parley.mesos.matching;

/**
 * Which of the agents that hold a process takes it. Implementations are stateless and thread-safe. A negotiator calls
 * them while it holds its lock: they neither wait nor call it. When one throws, the offers at hand are declined for a
 * short time and the negotiator's listener is told.
 */
@FunctionalInterface
public interface PackingPolicy {

    /**
     * Agents that are used already, then the one of which least is left over and least of that stranded: large offers
     * stay whole for others, and what is left of an offer stays useful.
     */
    PackingPolicy TIGHTEST = room -> (room.isTaken() ? 0 : Room.MOST) + room.leftOver() + room.stranded();

    /** Agents that are used already as by {@link #TIGHTEST}, then the largest one: as few agents as possible. */
    PackingPolicy FEWEST_AGENTS =
            room -> room.isTaken() ? room.leftOver() + room.stranded() : 2 * Room.MOST - room.leftOver();

    /** The agent of which most is left over: the loss of one agent hurts least. */
    PackingPolicy SPREAD = room -> -room.leftOver();

    /** The agent that was offered first. */
    PackingPolicy FIRST = Room::order;

    /**
     * Gives the cost of a choice.
     *
     * @param room the agent as it would be once it held the process; valid during the call only
     * @return the cost; the lowest is chosen, among equals the agent that was offered first
     */
    long cost(Room room);

    /** An agent as it would be with the process. */
    interface Room {

        /** The share that is everything. */
        long WHOLE = 1_000_000;

        /** Above the sum of {@link #leftOver()}, three shares, and {@link #stranded()}, two. */
        long MOST = 5 * WHOLE + 1;

        /**
         * Gives the place of the agent's first offer among all.
         *
         * @return 0 for the first
         */
        int order();

        /**
         * Tells whether a process takes something of the agent already, beside this one.
         *
         * @return whether it is used
         */
        boolean isTaken();

        /**
         * Gives what would be left over, so that what is left can be compared between agents.
         *
         * @return the sum of the shares of cpus, memory and ports that are left, each 0 to {@link #WHOLE} of the most
         *     that any agent offers
         */
        long leftOver();

        /**
         * Gives what would be left over that nobody can use, because of another resource less is left: CPUs without
         * memory, memory without CPUs, both without ports. Ports alone are no loss.
         *
         * @return the sum of the shares of cpus and memory that exceed the smallest share of cpus, memory and ports
         */
        long stranded();
    }
}
