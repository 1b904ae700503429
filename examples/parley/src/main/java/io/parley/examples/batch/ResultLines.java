package io.parley.examples.batch;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.api.size.MemorySize;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes results, each as one line of JSON with the fields of {@code plan --format json}. Not thread-safe. */
final class ResultLines {

    private static final byte[] TOTAL_FLINK = ResultBuffer.name("totalFlink");
    private static final byte[] CPU_CORES = ResultBuffer.name("cpuCores");
    private static final byte[] COMPONENTS = ResultBuffer.name("components");
    private static final byte[] JVM_ARGUMENTS = ResultBuffer.name("jvmArguments");
    private static final byte[] DYNAMIC_PROPERTIES = ResultBuffer.name("dynamicProperties");
    private static final byte[] REMARKS = ResultBuffer.name("remarks");
    private static final byte[] PROBLEMS = ResultBuffer.name("problems");
    private static final byte[] MESSAGE = ResultBuffer.name("message");
    private static final byte[] KEYS = ResultBuffer.name("keys");

    private static final MemoryPart[] PARTS = Arrays.stream(MemoryPart.values())
            .filter(part -> part != MemoryPart.TOTAL_PROCESS && part != MemoryPart.TOTAL_FLINK)
            .toArray(MemoryPart[]::new);
    private static final byte[][] PART_NAMES =
            Arrays.stream(PARTS).map(part -> ResultBuffer.name(part.id())).toArray(byte[][]::new);

    /** The properties of all plans are alike, but for those of external resources, which may be any number. */
    private static final int MOST_PROPERTIES = 32;

    private final String environment;
    private final List<Remark> remarks;
    private ResultBuffer buffer = new ResultBuffer(0);

    // How a line starts: the same for all plans of a batch.
    private @Nullable ProcessKind process;
    private @Nullable FlinkVersion version;
    private byte[] start = {};

    // The keys of the last plan's properties in their order, which are the same objects in the next plan's.
    private final @Nullable String[] properties = new String[MOST_PROPERTIES];
    private final byte[][] propertyNames = new byte[MOST_PROPERTIES][];
    private int property;

    /** Takes the environment's name and the remarks that every plan gets before its own. */
    ResultLines(String environment, List<Remark> remarks) {
        this.environment = environment;
        this.remarks = remarks;
    }

    /** Sets where the next lines are written. */
    void writeTo(ResultBuffer target) {
        buffer = target;
    }

    void plan(ProcessMemoryPlan plan) {
        buffer.encoded(start(plan));
        buffer.number(plan.totalProcess().bytes());
        buffer.encoded(TOTAL_FLINK);
        buffer.number(plan.totalFlink().bytes());
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            buffer.encoded(CPU_CORES);
            buffer.number(taskManager.cpuCores().toPlainString());
        }
        buffer.encoded(COMPONENTS);
        buffer.startObject();
        components(plan);
        buffer.endObject();
        texts(JVM_ARGUMENTS, plan.jvmArguments());
        buffer.encoded(DYNAMIC_PROPERTIES);
        buffer.startObject();
        property = 0;
        plan.dynamicProperties().forEach(this::property);
        buffer.endObject();
        buffer.encoded(REMARKS);
        buffer.startArray();
        remarks(remarks);
        remarks(plan.remarks());
        buffer.endArray();
        buffer.endObject();
        buffer.endLine();
    }

    /** Gives all that stands before the first size. */
    private byte[] start(ProcessMemoryPlan plan) {
        if (plan.process() != process || !plan.flinkVersion().equals(version)) {
            process = plan.process();
            version = plan.flinkVersion();
            ResultBuffer line = new ResultBuffer();
            line.startObject();
            line.encoded(ResultBuffer.name("process"));
            line.text(plan.process().id());
            line.encoded(ResultBuffer.name("environment"));
            line.text(environment);
            line.encoded(ResultBuffer.name("flinkVersion"));
            line.text(plan.flinkVersion().toString());
            line.encoded(ResultBuffer.name("totalProcess"));
            start = line.copy();
        }
        return start;
    }

    /** Writes each component without the map that the plan would make of them. */
    private void components(ProcessMemoryPlan plan) {
        for (int i = 0; i < PARTS.length; i++) {
            MemorySize size = plan.size(PARTS[i]).orElse(null);
            if (size != null) {
                buffer.encoded(PART_NAMES[i]);
                buffer.number(size.bytes());
            }
        }
    }

    private void property(String key, String value) {
        buffer.encoded(propertyName(key));
        buffer.text(value);
        property++;
    }

    @SuppressWarnings("ReferenceEquality") // Another object is only encoded anew.
    private byte[] propertyName(String key) {
        if (property >= MOST_PROPERTIES) {
            return ResultBuffer.name(key);
        }
        if (properties[property] != key) {
            properties[property] = key;
            propertyNames[property] = ResultBuffer.name(key);
        }
        return propertyNames[property];
    }

    void problems(List<LineProblem> problems) {
        buffer.startObject();
        buffer.encoded(PROBLEMS);
        buffer.startArray();
        for (LineProblem problem : problems) {
            buffer.startObject();
            buffer.encoded(MESSAGE);
            buffer.text(problem.message());
            texts(KEYS, problem.keys());
            buffer.endObject();
        }
        buffer.endArray();
        buffer.endObject();
        buffer.endLine();
    }

    private void remarks(List<Remark> some) {
        for (int i = 0; i < some.size(); i++) {
            buffer.text(some.get(i).message());
        }
    }

    private void texts(byte[] name, List<String> texts) {
        buffer.encoded(name);
        buffer.startArray();
        for (int i = 0; i < texts.size(); i++) {
            buffer.text(texts.get(i));
        }
        buffer.endArray();
    }
}
