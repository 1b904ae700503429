package io.parley.standalone.host;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.ProcessRequirements;
import java.util.List;

/** Tells whether a process fits on the host that this runs on. Stateless and thread-safe. */
public final class StandaloneAdmissionCheck implements AdmissionCheck {

    /** Makes the check; for ServiceLoader. */
    public StandaloneAdmissionCheck() {}

    @Override
    public String environment() {
        return "standalone";
    }

    @Override
    public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
        return HostFit.of(requirements, HostMemoryReader.read());
    }

    @Override
    public Admission checkTogether(List<ProcessRequirements> processes, FlinkConfiguration configuration) {
        return HostFit.together(processes, HostMemoryReader.read());
    }
}
