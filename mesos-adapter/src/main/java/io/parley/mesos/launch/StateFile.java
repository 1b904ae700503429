package io.parley.mesos.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.launch.LaunchFailedException;
import io.parley.mesos.state.FileFrameworkStore;
import io.parley.mesos.state.FrameworkState;
import io.parley.mesos.state.FrameworkStore;
import io.parley.mesos.state.KnownTask;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a launch keeps its framework's id and tasks. Immutable.
 *
 * @param store the store, open
 * @param framework the framework of an earlier launch, whose end was not taken by a master
 */
record StateFile(FrameworkStore store, Optional<String> framework) {

    static final String KEY = "parley.mesos.state-file";

    /**
     * Opens the file that the key names, or keeps everything in memory.
     *
     * @return what a framework is gone on with that has no task that anybody still wants, for a launch that ends ends
     *     its framework
     * @throws LaunchFailedException if the file is that of tasks that may still run; they are left alone
     * @throws IllegalArgumentException if what the key has is no path
     * @throws IOException if the file is in use, or cannot be read or written
     */
    static StateFile open(FlinkConfiguration configuration) throws IOException {
        String file = configuration.value(KEY).orElse("");
        if (file.isBlank()) {
            return new StateFile(FrameworkStore.inMemory(), Optional.empty());
        }
        FrameworkStore store = FileFrameworkStore.open(path(configuration, file));
        boolean free = false;
        try {
            FrameworkState state = store.load();
            refuseTasks(state, file);
            free = true;
            return new StateFile(store, state.frameworkId());
        } finally {
            if (!free) {
                store.close();
            }
        }
    }

    private static Path path(FlinkConfiguration configuration, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "Cannot use " + KEY + " (" + configuration.origin(KEY) + "): it names no file, for " + e.getReason()
                            + ". Write the path of one.",
                    e);
        }
    }

    private static void refuseTasks(FrameworkState state, String file) {
        List<KnownTask> running = state.tasks().values().stream()
                .filter(task -> task.phase() != KnownTask.Phase.UNWANTED)
                .toList();
        if (!running.isEmpty()) {
            throw new LaunchFailedException(
                    "Cannot launch on Mesos: the framework "
                            + state.frameworkId().orElse("without an id") + " of " + file + " may still run "
                            + running.stream()
                                    .map(task -> task.id() + " on " + task.hostname())
                                    .collect(Collectors.joining(", "))
                            + " of an earlier launch, and would end with this one. Name another " + KEY
                            + ", or end that framework at the master (TEARDOWN) and remove the file.",
                    (Throwable) null);
        }
    }
}
