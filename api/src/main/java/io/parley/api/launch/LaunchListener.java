package io.parley.api.launch;

/**
 * Is told about the steps of a launch and, until the process is closed, about its end.
 *
 * <p>Called from the thread that calls {@link ProcessLauncher#launch}, {@link LaunchedProcess#stop} or
 * {@link LaunchedProcess#close}, while it does; from several at once where these do so at once. Must return quickly and
 * not throw.
 */
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
