package io.parley.yarn.launch;

import io.parley.api.configuration.FlinkVersion;
import io.parley.yarn.launch.StagedFile.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The variables by which Flink's processes on YARN learn of what the client knows. Stateless.
 *
 * <p>Source: {@code org.apache.flink.yarn.YarnConfigKeys} and {@code YarnClusterDescriptor} of Flink 1.11.6 and 2.3.0;
 * an integration test compares them with what Flink's own client sets.
 */
final class FlinkVariables {

    private FlinkVariables() {}

    /** Gives what a JobManager needs to start TaskManagers with the same files and to clean up in the end. */
    static Map<String, String> ofMaster(FlinkVersion version, StagedFiles staged) {
        Map<String, String> variables = new TreeMap<>();
        List<String> shipped = new ArrayList<>();
        Optional<StagedFile> distribution = staged.distributionJar();
        for (StagedFile file : staged.files()) {
            if (file.purpose() != Purpose.SECURITY && !distribution.equals(Optional.of(file))) {
                shipped.add(ResourceDescriptors.describe(version, file));
            }
        }
        distribution.ifPresent(file -> variables.put("_FLINK_DIST_JAR", ResourceDescriptors.describe(version, file)));
        variables.put("_CLIENT_SHIP_FILES", String.join(";", shipped));
        variables.put("_FLINK_YARN_FILES", staged.directory().toString());
        variables.put("_CLIENT_HOME_DIR", staged.root().toString());
        variables.put("_APP_ID", staged.applicationId());
        if (version.isAtLeast(1, 15)) {
            variables.put("FLINK_LIB_DIR", "./lib");
            variables.put("FLINK_OPT_DIR", "./opt");
        }
        return variables;
    }

    /** Gives what a process needs to log in, and to pass the same on to the processes that it starts. */
    static Map<String, String> ofKerberos(StagedFiles staged) {
        Map<String, String> variables = new TreeMap<>();
        staged.keytab().ifPresent(keytab -> {
            variables.put("_LOCAL_KEYTAB_PATH", keytab.path());
            variables.put("_KEYTAB_PRINCIPAL", keytab.principal());
            staged.security(keytab.path())
                    .ifPresent(file ->
                            variables.put("_REMOTE_KEYTAB_PATH", file.path().toString()));
        });
        staged.security(KerberosOptions.KRB5_FILE)
                .ifPresent(file -> variables.put("_KRB5_PATH", file.path().toString()));
        return variables;
    }
}
