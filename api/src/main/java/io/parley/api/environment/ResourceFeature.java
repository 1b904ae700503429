package io.parley.api.environment;

/** What an environment may be able to express beside memory. */
public enum ResourceFeature {
    /** Processing power in whole cores. */
    CPU("cpus"),
    /** Processing power in parts of a core. */
    FRACTIONAL_CPU("fractions of a cpu"),
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
