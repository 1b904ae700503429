package io.parley.examples.benchmarks.flink111;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.apache.flink.runtime.util.config.memory.taskmanager.TaskExecutorFlinkMemory;

/** Plans a TaskManager: every size goes out with its name, the JVM arguments and properties as texts. Stateless. */
public final class TaskManagerPeer implements BiConsumer<Map<String, String>, ObjLongConsumer<String>> {

    private static final long TEXT = -1;

    /** Makes a peer; called by the benchmark. */
    public TaskManagerPeer() {}

    @Override
    public void accept(Map<String, String> entries, ObjLongConsumer<String> sink) {
        Configuration configuration = new Configuration();
        entries.forEach(configuration::setString);
        TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(
                TaskExecutorProcessUtils.getConfigurationMapLegacyTaskManagerHeapSizeToConfigOption(
                        configuration, TaskManagerOptions.TOTAL_FLINK_MEMORY));
        TaskExecutorFlinkMemory flink = spec.getFlinkMemory();
        sink.accept("totalProcess", spec.getTotalProcessMemorySize().getBytes());
        sink.accept("totalFlink", spec.getTotalFlinkMemorySize().getBytes());
        sink.accept("frameworkHeap", flink.getFrameworkHeap().getBytes());
        sink.accept("taskHeap", flink.getTaskHeap().getBytes());
        sink.accept("frameworkOffHeap", flink.getFrameworkOffHeap().getBytes());
        sink.accept("taskOffHeap", flink.getTaskOffHeap().getBytes());
        sink.accept("network", flink.getNetwork().getBytes());
        sink.accept("managed", flink.getManaged().getBytes());
        sink.accept("jvmMetaspace", spec.getJvmMetaspaceSize().getBytes());
        sink.accept("jvmOverhead", spec.getJvmOverheadSize().getBytes());
        sink.accept(ProcessMemoryUtils.generateJvmParametersStr(spec), TEXT);
        sink.accept(TaskExecutorProcessUtils.generateDynamicConfigsStr(spec), TEXT);
    }
}
