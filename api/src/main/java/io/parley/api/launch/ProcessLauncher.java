package io.parley.api.launch;

import io.parley.api.environment.ResourceTranslationException;

/**
 * Starts Flink processes in one environment.
 *
 * <p>A service provider interface: name the implementation in
 * {@code META-INF/services/io.parley.api.launch.ProcessLauncher} and give it a public constructor without parameters. A
 * launcher asks for no less than the plan, starts no process in less than its plan, tells its steps to the listener and
 * writes nothing to standard output. Implementations are stateless and thread-safe.
 */
public interface ProcessLauncher {

    /**
     * Gives the name of the environment.
     *
     * @return the name that its translator describes
     */
    String environment();

    /**
     * Tells what {@link #launch} would start, without starting or changing anything.
     *
     * @param request what to launch
     * @return a text for people: the command, the variables by name, the resources
     * @throws IllegalArgumentException if the request is wrong by itself
     * @throws ResourceTranslationException if the environment cannot hold or express the requirements
     */
    String preview(LaunchRequest request);

    /**
     * Starts a process and waits until it runs. When this fails, nothing of the launch is left behind.
     *
     * @param request what to launch
     * @param listener is told about the steps
     * @return the running process
     * @throws IllegalArgumentException if the request is wrong by itself
     * @throws ResourceTranslationException if the environment cannot hold or express the requirements
     * @throws LaunchFailedException if the process does not run in time, dies at start, or the environment does not
     *     answer
     * @throws InterruptedException if the launch was cancelled
     */
    LaunchedProcess launch(LaunchRequest request, LaunchListener listener) throws InterruptedException;
}
