package io.parley.examples.batch;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes results, each as one line of JSON with the fields of {@code plan --format json}. Not thread-safe. */
final class ResultLines {

    private static final List<MemoryPart> COMPONENTS = Arrays.stream(MemoryPart.values())
            .filter(part -> part != MemoryPart.TOTAL_PROCESS && part != MemoryPart.TOTAL_FLINK)
            .toList();

    private final String environment;
    private final List<Remark> remarks;
    private final ResultBuffer buffer;

    // All plans of a batch are of one version.
    private @Nullable FlinkVersion version;
    private String versionText = "";

    /** Takes the environment's name and the remarks that every plan gets before its own. */
    ResultLines(String environment, List<Remark> remarks, ResultBuffer buffer) {
        this.environment = environment;
        this.remarks = remarks;
        this.buffer = buffer;
    }

    void plan(ProcessMemoryPlan plan) {
        buffer.startObject();
        text("process", plan.process().id());
        text("environment", environment);
        text("flinkVersion", text(plan.flinkVersion()));
        number("totalProcess", plan.totalProcess().bytes());
        number("totalFlink", plan.totalFlink().bytes());
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            buffer.name("cpuCores");
            buffer.number(taskManager.cpuCores().toPlainString());
        }
        buffer.name("components");
        buffer.startObject();
        components(plan);
        buffer.endObject();
        texts("jvmArguments", plan.jvmArguments());
        buffer.name("dynamicProperties");
        buffer.startObject();
        plan.dynamicProperties().forEach(this::text);
        buffer.endObject();
        buffer.name("remarks");
        buffer.startArray();
        remarks(remarks);
        remarks(plan.remarks());
        buffer.endArray();
        buffer.endObject();
        buffer.endLine();
    }

    /** Writes each component without the map that the plan would make of them. */
    private void components(ProcessMemoryPlan plan) {
        for (MemoryPart part : COMPONENTS) {
            MemorySize size = plan.size(part).orElse(null);
            if (size != null) {
                number(part.id(), size.bytes());
            }
        }
    }

    private String text(FlinkVersion flinkVersion) {
        if (!flinkVersion.equals(version)) {
            version = flinkVersion;
            versionText = flinkVersion.toString();
        }
        return versionText;
    }

    void problems(List<LineProblem> problems) {
        buffer.startObject();
        buffer.name("problems");
        buffer.startArray();
        for (LineProblem problem : problems) {
            buffer.startObject();
            text("message", problem.message());
            texts("keys", problem.keys());
            buffer.endObject();
        }
        buffer.endArray();
        buffer.endObject();
        buffer.endLine();
    }

    private void remarks(List<Remark> some) {
        for (Remark remark : some) {
            buffer.text(remark.message());
        }
    }

    private void text(String name, String text) {
        buffer.name(name);
        buffer.text(text);
    }

    private void texts(String name, List<String> texts) {
        buffer.name(name);
        buffer.startArray();
        for (String text : texts) {
            buffer.text(text);
        }
        buffer.endArray();
    }

    private void number(String name, long number) {
        buffer.name(name);
        buffer.number(number);
    }
}
