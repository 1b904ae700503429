package io.parley.api.launch;

/** Is told about the steps of a launch. Called from the launching thread; must return quickly and not throw. */
@FunctionalInterface
public interface LaunchListener {

    /** Ignores every step. */
    LaunchListener NONE = event -> {};

    /**
     * Is told about a step.
     *
     * @param event the step
     */
    void onEvent(LaunchEvent event);
}
