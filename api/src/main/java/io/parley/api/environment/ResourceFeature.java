package io.parley.api.environment;

/** What an environment may be able to express beside memory. */
public enum ResourceFeature {
    /** Processing power; parts of a unit are rounded up. */
    CPU("cpus"),
    /** Disk space. */
    DISK("disk"),
    /** GPUs. */
    GPU("gpus"),
    /** Other resources by name. */
    NAMED_RESOURCES("named resources"),
    /** Ports of the host. */
    PORTS("ports"),
    /** On which hosts the process may run. */
    PLACEMENT("placement");

    private final String title;

    ResourceFeature(String title) {
        this.title = title;
    }

    /** Gives the name for people, which refusals use too. */
    @Override
    public String toString() {
        return title;
    }
}
