package io.parley.core.discovery;

import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.launch.ProcessLauncher;
import io.parley.core.translation.CheckedTranslator;
import java.util.Optional;

/**
 * An environment with everything that was found for it. Immutable.
 *
 * @param translator its translator, with checked answers
 * @param launcher its launcher, if one was found
 * @param limitsSource where its limits come from, if one was found
 * @param admissionCheck what tells beforehand whether a process starts there, if one was found
 */
public record DiscoveredEnvironment(
        DiscoveredProvider<CheckedTranslator<?>> translator,
        Optional<DiscoveredProvider<ProcessLauncher>> launcher,
        Optional<DiscoveredProvider<EnvironmentLimitsSource>> limitsSource,
        Optional<DiscoveredProvider<AdmissionCheck>> admissionCheck) {

    /**
     * Gives the translator's description.
     *
     * @return what has to be known about the environment
     */
    public EnvironmentDescription description() {
        return translator.instance().environment();
    }

    /**
     * Gives the name.
     *
     * @return the name by which users choose the environment
     */
    public String name() {
        return description().name();
    }

    /**
     * Gives the launcher, where one is needed.
     *
     * @return the launcher
     * @throws IllegalStateException if none was found
     */
    public ProcessLauncher requireLauncher() {
        return launcher.map(DiscoveredProvider::instance)
                .orElseThrow(() -> new IllegalStateException("Cannot launch in the environment " + name()
                        + ": " + translator.artifact() + " has a translator for it, but no "
                        + ProcessLauncher.class.getSimpleName()
                        + " was found. Put a jar that has one on the class path, or launch in another environment."));
    }

    /**
     * Gives the translator.
     *
     * @return the translator; what it makes of a plan is checked
     */
    public ResourceTranslator<?> resourceTranslator() {
        return translator.instance();
    }
}
