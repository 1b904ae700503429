package io.parley.api.plan;

/** The size that everything else of a plan was derived from. */
public enum LeadingSize {
    /** Total Process Memory was given and split downwards. */
    TOTAL_PROCESS("Total Process Memory"),
    /** Total Flink Memory was given and split downwards; the JVM's parts were added. */
    TOTAL_FLINK("Total Flink Memory"),
    /**
     * The components that Flink asks for were given (JobManager: heap; TaskManager: task heap and managed) and summed
     * up.
     */
    COMPONENTS("the sizes of components");

    private final String title;

    LeadingSize(String title) {
        this.title = title;
    }

    /** Gives the name for people. */
    @Override
    public String toString() {
        return title;
    }
}
