package io.parley.examples.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.plan.TaskManagerMemoryPlan;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes the JSON of a plan or of what stands in its place; sizes are whole bytes, names are fixed. Stateless. */
public final class PlanJson {

    private static final SerializableString PROCESS = new SerializedString("process");
    private static final SerializableString ENVIRONMENT = new SerializedString("environment");
    private static final SerializableString FLINK_VERSION = new SerializedString("flinkVersion");
    private static final SerializableString CPU_CORES = new SerializedString("cpuCores");
    private static final SerializableString COMPONENTS = new SerializedString("components");
    private static final SerializableString JVM_ARGUMENTS = new SerializedString("jvmArguments");
    private static final SerializableString DYNAMIC_PROPERTIES = new SerializedString("dynamicProperties");
    private static final SerializableString REMARKS = new SerializedString("remarks");
    private static final SerializableString PROBLEMS = new SerializedString("problems");
    private static final SerializableString MESSAGE = new SerializedString("message");
    private static final SerializableString KEYS = new SerializedString("keys");

    private static final Map<MemoryPart, SerializableString> PARTS = parts();

    private PlanJson() {}

    private static Map<MemoryPart, SerializableString> parts() {
        Map<MemoryPart, SerializableString> names = new EnumMap<>(MemoryPart.class);
        for (MemoryPart part : MemoryPart.values()) {
            names.put(part, new SerializedString(part.id()));
        }
        return Collections.unmodifiableMap(names);
    }

    /**
     * One reason why there is no plan. Immutable.
     *
     * @param message what is wrong and the cure
     * @param keys the keys that are part of it, may be empty
     */
    public record Problem(String message, List<String> keys) {

        /** Copies the list. */
        public Problem {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Starts the object of a plan and writes everything but the remarks; the object stays open.
     *
     * @param json where to write
     * @param environment the environment's name
     * @param plan the plan
     * @throws IOException if writing fails
     */
    public static void start(JsonGenerator json, String environment, ProcessMemoryPlan plan) throws IOException {
        json.writeStartObject();
        writeText(json, PROCESS, plan.process().id());
        writeText(json, ENVIRONMENT, environment);
        writeText(json, FLINK_VERSION, plan.flinkVersion().toString());
        writeSize(json, MemoryPart.TOTAL_PROCESS, plan.totalProcess().bytes());
        writeSize(json, MemoryPart.TOTAL_FLINK, plan.totalFlink().bytes());
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            json.writeFieldName(CPU_CORES);
            json.writeNumber(taskManager.cpuCores());
        }
        json.writeFieldName(COMPONENTS);
        json.writeStartObject();
        for (var component : plan.components().entrySet()) {
            writeSize(json, component.getKey(), component.getValue().bytes());
        }
        json.writeEndObject();
        writeTexts(json, JVM_ARGUMENTS, plan.jvmArguments());
        json.writeFieldName(DYNAMIC_PROPERTIES);
        json.writeStartObject();
        for (Map.Entry<String, String> property : plan.dynamicProperties().entrySet()) {
            json.writeStringField(property.getKey(), property.getValue());
        }
        json.writeEndObject();
    }

    /**
     * Writes the remarks and ends the object of a plan.
     *
     * @param json where to write
     * @param remarks the remarks
     * @throws IOException if writing fails
     */
    public static void end(JsonGenerator json, List<Remark> remarks) throws IOException {
        json.writeFieldName(REMARKS);
        json.writeStartArray();
        for (Remark remark : remarks) {
            json.writeString(remark.message());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /**
     * Writes the object that stands in the place of a plan.
     *
     * @param json where to write
     * @param problems the reasons why there is no plan
     * @throws IOException if writing fails
     */
    public static void problems(JsonGenerator json, List<Problem> problems) throws IOException {
        json.writeStartObject();
        json.writeFieldName(PROBLEMS);
        json.writeStartArray();
        for (Problem problem : problems) {
            json.writeStartObject();
            writeText(json, MESSAGE, problem.message());
            writeTexts(json, KEYS, problem.keys());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeSize(JsonGenerator json, MemoryPart part, long bytes) throws IOException {
        json.writeFieldName(Objects.requireNonNull(PARTS.get(part), part.id()));
        json.writeNumber(bytes);
    }

    private static void writeText(JsonGenerator json, SerializableString name, String text) throws IOException {
        json.writeFieldName(name);
        json.writeString(text);
    }

    private static void writeTexts(JsonGenerator json, SerializableString name, List<String> texts) throws IOException {
        json.writeFieldName(name);
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
