package io.parley.examples.benchmarks.flink111;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/** Plans a JobManager: every size goes out with its name, the JVM arguments and properties as texts. Stateless. */
public final class JobManagerPeer implements BiConsumer<Map<String, String>, ObjLongConsumer<String>> {

    private static final long TEXT = -1;

    /** Makes a peer; called by the benchmark. */
    public JobManagerPeer() {}

    @Override
    public void accept(Map<String, String> entries, ObjLongConsumer<String> sink) {
        Configuration configuration = new Configuration();
        entries.forEach(configuration::setString);
        JobManagerProcessSpec spec = JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
                configuration, JobManagerOptions.JVM_HEAP_MEMORY);
        sink.accept("totalProcess", spec.getTotalProcessMemorySize().getBytes());
        sink.accept("totalFlink", spec.getTotalFlinkMemorySize().getBytes());
        sink.accept("jvmHeap", spec.getJvmHeapMemorySize().getBytes());
        sink.accept("offHeap", spec.getJvmDirectMemorySize().getBytes());
        sink.accept("jvmMetaspace", spec.getJvmMetaspaceSize().getBytes());
        sink.accept("jvmOverhead", spec.getJvmOverheadSize().getBytes());
        sink.accept(JobManagerProcessUtils.generateJvmParametersStr(spec, configuration), TEXT);
    }
}
