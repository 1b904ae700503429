package io.parley.api.plan;

/** The kinds of Flink processes. */
public enum ProcessKind {
    /** The process that coordinates a Flink cluster. */
    JOB_MANAGER("jobmanager", "JobManager"),
    /** A process that runs the tasks of a Flink cluster. */
    TASK_MANAGER("taskmanager", "TaskManager");

    private final String id;
    private final String title;

    ProcessKind(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /**
     * Gives the text that also starts Flink's keys.
     *
     * @return {@code jobmanager} or {@code taskmanager}
     */
    public String id() {
        return id;
    }

    /** Gives the name for people, for instance {@code JobManager}. */
    @Override
    public String toString() {
        return title;
    }
}
