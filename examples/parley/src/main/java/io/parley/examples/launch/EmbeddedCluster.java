package io.parley.examples.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.examples.mesos.EmbeddedMesos;
import io.parley.examples.yarn.EmbeddedYarn;
import io.parley.examples.yarn.EmbeddedYarnSettings;
import io.parley.examples.yarn.WorkDirectory;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The clusters that a launch can bring up itself. */
enum EmbeddedCluster {
    /** A real YARN inside this process. */
    YARN("yarn", "a YARN of its own: a ResourceManager and a NodeManager", "YARN") {
        @Override
        Running start() throws InterruptedException {
            EmbeddedYarn yarn = EmbeddedYarn.start(Map.of());
            return new Running(yarn::pointHere, yarn::close);
        }

        @Override
        <T> T shown(FlinkConfiguration configuration, Function<FlinkConfiguration, T> show) {
            try (WorkDirectory work = WorkDirectory.create()) {
                EmbeddedYarnSettings settings = EmbeddedYarnSettings.in(work.path());
                settings.write();
                return show.apply(settings.pointHere(configuration));
            }
        }
    },
    /** A simulator of Mesos. */
    MESOS("mesos", "a simulator of Mesos, not Mesos itself: a master and an agent", "the simulator of Mesos") {
        @Override
        Running start() {
            EmbeddedMesos mesos = EmbeddedMesos.start();
            return new Running(mesos::pointHere, mesos::close);
        }

        @Override
        <T> T shown(FlinkConfiguration configuration, Function<FlinkConfiguration, T> show) {
            return show.apply(EmbeddedMesos.pointNowhere(configuration));
        }
    };

    /**
     * A cluster that runs.
     *
     * @param pointHere points a configuration to it
     * @param end ends it
     */
    record Running(Function<FlinkConfiguration, FlinkConfiguration> pointHere, Runnable end) {}

    private final String environment;
    private final String longName;
    private final String shortName;

    EmbeddedCluster(String environment, String longName, String shortName) {
        this.environment = environment;
        this.longName = longName;
        this.shortName = shortName;
    }

    /** Finds the cluster of an environment. */
    static Optional<EmbeddedCluster> of(String environment) {
        return Arrays.stream(values())
                .filter(each -> each.environment.equals(environment))
                .findFirst();
    }

    /** Gives what it consists of. */
    String longName() {
        return longName;
    }

    /** Gives what it is called. */
    String shortName() {
        return shortName;
    }

    abstract Running start() throws InterruptedException;

    /** Shows something for its configuration, which is enough for that, without starting it. */
    abstract <T> T shown(FlinkConfiguration configuration, Function<FlinkConfiguration, T> show);
}
