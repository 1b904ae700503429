package io.parley.standalone.host;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.Admission;
import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.ProcessRequirements;
import io.parley.api.plan.PlanLowering;
import io.parley.api.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/** Tells whether a process fits on the host that this runs on. Stateless and thread-safe. */
public final class StandaloneAdmissionCheck implements AdmissionCheck {

    /** Makes the check; for ServiceLoader. */
    public StandaloneAdmissionCheck() {}

    @Override
    public String environment() {
        return "standalone";
    }

    /** Gives the answer of hosts that do not tell their memory, which start what they are asked for. */
    static Admission untold() {
        return new Admission(
                Verdict.allOf(
                        "Whether it fits is not known beforehand.",
                        List.of(Verdict.of(
                                Verdict.Outcome.ADMIT, "This host does not tell its memory as Linux does."))),
                Optional.empty());
    }

    @Override
    public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration) {
        return check(requirements, configuration, PlanLowering.BY_PLAN);
    }

    @Override
    public Admission check(ProcessRequirements requirements, FlinkConfiguration configuration, PlanLowering lowering) {
        return checkTogether(List.of(requirements), configuration, lowering);
    }

    @Override
    public Admission checkTogether(
            List<ProcessRequirements> processes, FlinkConfiguration configuration, PlanLowering lowering) {
        return HostMemoryReader.isSupported()
                ? HostFit.together(processes, HostMemoryReader.read(), lowering)
                : untold();
    }
}
