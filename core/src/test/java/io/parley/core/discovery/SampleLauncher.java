package io.parley.core.discovery;

import io.parley.api.launch.LaunchListener;
import io.parley.api.launch.LaunchRequest;
import io.parley.api.launch.LaunchedProcess;
import io.parley.api.launch.ProcessLauncher;

/** A launcher that only has a name. */
class SampleLauncher implements ProcessLauncher {

    private final String environment;

    SampleLauncher(String environment) {
        this.environment = environment;
    }

    @Override
    public String environment() {
        return environment;
    }

    @Override
    public String preview(LaunchRequest request) {
        return "";
    }

    @Override
    public LaunchedProcess launch(LaunchRequest request, LaunchListener listener) {
        throw new UnsupportedOperationException();
    }
}
