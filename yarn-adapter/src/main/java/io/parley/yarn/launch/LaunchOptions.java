package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import java.util.ArrayList;
import java.util.List;

/**
 * What Flink's keys say about the launch of a JobManager as an application master. Immutable.
 *
 * @param mode which of Flink's entry points runs
 * @param application how YARN shows and places it
 * @param restarts how YARN starts it again
 * @param ship its files
 * @param kerberos how it and its client log in
 * @param preFlight whether the ResourceManager is asked beforehand whether it will ever start
 */
record LaunchOptions(
        ClusterMode mode,
        ApplicationOptions application,
        RestartOptions restarts,
        ShipOptions ship,
        KerberosOptions kerberos,
        boolean preFlight) {

    /** Keys of Flink's that change a launch by Flink's own client and that this launcher does not follow. */
    static final List<String> NOT_FOLLOWED =
            List.of("yarn.properties-file.location", "yarn.security.appmaster.delegation.token.services");

    private static final String TASK_MANAGER_LABEL = "yarn.taskmanager.node-label";
    private static final String VALIDITY = "yarn.application-attempt-failures-validity-interval";

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException if values are wrong by themselves; the message names every one of them
     */
    static LaunchOptions of(FlinkConfiguration configuration, FlinkVersion version) {
        KeyReader keys = new KeyReader(configuration);
        ClusterMode mode = ClusterMode.read(keys, version);
        LaunchOptions options = new LaunchOptions(
                mode,
                ApplicationOptions.read(keys),
                RestartOptions.read(keys),
                ShipOptions.read(keys, mode, version),
                KerberosOptions.read(keys),
                keys.get(PreFlight.ENABLED));
        // Read again where the container is described; here so that all problems come at once.
        ProcessOptions.read(keys, ProcessKind.JOB_MANAGER, version);
        keys.throwProblems();
        return options;
    }

    String name() {
        return application.name().orElseGet(mode::usualName);
    }

    /** Names what the configuration asks for and a launch does not do. */
    List<Remark> withoutEffect(FlinkConfiguration configuration, FlinkVersion version) {
        List<Remark> remarks = new ArrayList<>();
        for (String key : NOT_FOLLOWED) {
            if (configuration.contains(key)) {
                remarks.add(withoutEffect(key, "this version of Parley does not follow it."));
            }
        }
        String distributionJar = ShipOptions.DISTRIBUTION_JAR.key();
        if (configuration.contains(distributionJar) && !ship.providedFolders().isEmpty()) {
            remarks.add(withoutEffect(distributionJar, "yarn.provided.lib.dirs has all of Flink."));
        }
        String userLibraries = ShipOptions.USER_LIBRARIES.key();
        if (configuration.contains(userLibraries) && !version.isAtLeast(1, 16)) {
            remarks.add(withoutEffect(
                    userLibraries, "Flink " + version + " does not know it, only versions from 1.16 on do."));
        }
        if (configuration.contains(VALIDITY) && restarts.highAvailability().isEmpty()) {
            remarks.add(withoutEffect(VALIDITY, "failures are forgotten with high availability only."));
        }
        if (configuration.contains(TASK_MANAGER_LABEL) && !version.isAtLeast(1, 15)) {
            remarks.add(withoutEffect(
                    TASK_MANAGER_LABEL, "Flink " + version + " does not know it, only versions from 1.15 on do."));
        }
        return remarks;
    }

    private static Remark withoutEffect(String key, String why) {
        return new Remark(Remark.Kind.WITHOUT_EFFECT, key + " has no effect: " + why, List.of(key));
    }
}
