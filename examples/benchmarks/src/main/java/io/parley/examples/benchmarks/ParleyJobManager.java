package io.parley.examples.benchmarks;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.JobManagerMemoryPlan;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;

/** Plans a JobManager with Parley. Immutable. */
record ParleyJobManager(MemoryPlanResolver resolver)
        implements BiConsumer<Map<String, String>, ObjLongConsumer<String>> {

    @Override
    public void accept(Map<String, String> entries, ObjLongConsumer<String> sink) {
        JobManagerMemoryPlan plan = resolver.jobManager(FlinkConfiguration.of(entries));
        sink.accept("totalProcess", plan.totalProcess().bytes());
        sink.accept("totalFlink", plan.totalFlink().bytes());
        sink.accept("jvmHeap", plan.jvmHeap().bytes());
        sink.accept("offHeap", plan.offHeap().bytes());
        sink.accept("jvmMetaspace", plan.jvm().metaspace().bytes());
        sink.accept("jvmOverhead", plan.jvm().overhead().bytes());
        PlanTexts.accept(plan, sink);
    }
}
