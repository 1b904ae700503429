package io.parley.examples.benchmarks;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.TaskManagerFlinkMemory;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.core.resolution.MemoryPlanResolver;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;

/** Plans a TaskManager with Parley. Immutable. */
record ParleyTaskManager(MemoryPlanResolver resolver)
        implements BiConsumer<Map<String, String>, ObjLongConsumer<String>> {

    @Override
    public void accept(Map<String, String> entries, ObjLongConsumer<String> sink) {
        TaskManagerMemoryPlan plan = resolver.taskManager(FlinkConfiguration.of(entries));
        TaskManagerFlinkMemory flink = plan.flinkMemory();
        sink.accept("totalProcess", plan.totalProcess().bytes());
        sink.accept("totalFlink", plan.totalFlink().bytes());
        sink.accept("frameworkHeap", flink.heap().framework().bytes());
        sink.accept("taskHeap", flink.heap().task().bytes());
        sink.accept("frameworkOffHeap", flink.offHeap().framework().bytes());
        sink.accept("taskOffHeap", flink.offHeap().task().bytes());
        sink.accept("network", flink.network().bytes());
        sink.accept("managed", flink.managed().bytes());
        sink.accept("jvmMetaspace", plan.jvm().metaspace().bytes());
        sink.accept("jvmOverhead", plan.jvm().overhead().bytes());
        PlanTexts.accept(plan, sink);
    }
}
