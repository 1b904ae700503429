package io.parley.api.plan;

import io.parley.api.configuration.FlinkVersion;
import java.util.List;
import java.util.Map;

/**
 * How a plan came about and what Flink is told beside its JVM arguments. Immutable.
 *
 * @param flinkVersion the version whose rules were followed
 * @param leadingSize the size that everything else was derived from
 * @param dynamicProperties which -D properties this Flink version passes to the process
 * @param derivations where the size of each part came from
 * @param remarks what is worth knowing
 */
public record PlanContext(
        FlinkVersion flinkVersion,
        LeadingSize leadingSize,
        DynamicProperties dynamicProperties,
        Map<MemoryPart, SizeDerivation> derivations,
        List<Remark> remarks) {

    /** Copies the collections. */
    public PlanContext {
        derivations = SizeDerivations.copyOf(derivations);
        remarks = List.copyOf(remarks);
    }
}
