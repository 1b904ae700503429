package io.parley.yarn.sizing;

import java.util.Optional;

/** The schedulers of a ResourceManager, each with its own step of rounding. */
public enum SchedulerKind {
    /** Rounds to multiples of the minimum; the default. */
    CAPACITY("CapacityScheduler", "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler"),
    /** Rounds every resource to multiples of its increment. */
    FAIR("FairScheduler", "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler"),
    /** Rounds memory to multiples of the minimum. */
    FIFO("FifoScheduler", "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler");

    private final String title;
    private final String className;

    SchedulerKind(String title, String className) {
        this.title = title;
        this.className = className;
    }

    /**
     * Finds the scheduler of a class.
     *
     * @param className the full name of a class
     * @return the scheduler, if the class is one of Hadoop's own
     */
    static Optional<SchedulerKind> ofClass(String className) {
        for (SchedulerKind kind : values()) {
            if (kind.className.equals(className)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /**
     * Finds the scheduler of a name.
     *
     * @param title Hadoop's name, for instance {@code FairScheduler}
     * @return the scheduler, if it is one of Hadoop's own
     */
    public static Optional<SchedulerKind> named(String title) {
        for (SchedulerKind kind : values()) {
            if (kind.title.equals(title)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /**
     * Gives the class.
     *
     * @return its full name
     */
    public String className() {
        return className;
    }

    /** Gives Hadoop's name, for instance {@code CapacityScheduler}. */
    @Override
    public String toString() {
        return title;
    }
}
