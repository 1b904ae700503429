package io.parley.examples.command;

import io.parley.api.environment.Certainty;
import io.parley.api.environment.PlanFit;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Everything that is shown of a translation. Immutable if the maps are.
 *
 * @param environment the environment's name
 * @param resolved the plan as the configuration means it
 * @param asked the amounts of the native request, by the environment's own names
 * @param settings the settings of a host, where the environment takes those
 * @param granted the amounts of the predicted grant
 * @param certainty whether the limits are known or assumed
 * @param fit the plan fitted to the grant
 * @param planRemarks what is worth knowing about the fitted plan
 * @param remarks what is worth knowing about the translation
 */
record TranslationReport(
        String environment,
        ProcessMemoryPlan resolved,
        Map<String, BigDecimal> asked,
        Map<String, String> settings,
        Map<String, BigDecimal> granted,
        Certainty certainty,
        PlanFit fit,
        List<Remark> planRemarks,
        List<Remark> remarks) {

    /** Copies the lists. */
    TranslationReport {
        planRemarks = List.copyOf(planRemarks);
        remarks = List.copyOf(remarks);
    }
}
