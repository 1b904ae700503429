package io.parley.examples.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.Remark;
import io.parley.api.plan.TaskManagerMemoryPlan;
import io.parley.core.admission.PlanAdmission;
import io.parley.core.discovery.DiscoveredEnvironment;
import io.parley.core.discovery.DiscoveredProvider;
import io.parley.core.discovery.EnvironmentRegistry;
import io.parley.core.discovery.ProviderFailure;
import io.parley.core.migration.Migration;
import io.parley.core.migration.MigrationChange;
import io.parley.core.migration.MigrationProof;
import io.parley.core.resolution.LoweredPlan;
import io.parley.core.resolution.LoweredPlan.LoweredSize;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes Parley's JSON: sizes are whole bytes, everything else is ASCII, names are fixed. Stateless. */
final class JsonWriter {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final Separators SEPARATORS =
            Separators.createDefaultInstance().withObjectFieldValueSpacing(Spacing.AFTER);

    private JsonWriter() {}

    /** Whether a plan is written with where its sizes came from. */
    enum Detail {
        /** The sizes alone. */
        SIZES,
        /** The sizes and their origins. */
        ORIGINS
    }

    /** Gives a plan. */
    static String plan(String environment, ProcessMemoryPlan plan, List<Remark> remarks, Detail detail) {
        return write(json -> writePlan(json, environment, plan, remarks, detail));
    }

    /** Gives a translation; its plan is the one fitted to the grant. */
    static String translation(TranslationReport report) {
        return write(json -> {
            json.writeStartObject();
            writeTranslation(json, report);
            json.writeEndObject();
        });
    }

    /** Gives whether a process is admitted, with the reasons. */
    static String admission(String environment, ProcessMemoryPlan plan, PlanAdmission admission, List<Remark> remarks) {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("environment", environment);
            json.writeStringField("outcome", admission.verdict().outcome().name());
            json.writeFieldName("verdict");
            VerdictJson.write(json, admission.verdict());
            json.writeFieldName("plan");
            writePlan(json, environment, plan, remarks, Detail.SIZES);
            json.writeFieldName("largest");
            if (admission.largest().isPresent()) {
                LoweredPlan largest = admission.largest().get();
                json.writeStartObject();
                json.writeStringField("key", largest.key());
                json.writeNumberField("size", largest.sizes().get(0).size().bytes());
                json.writeObjectFieldStart("sizes");
                for (LoweredSize size : largest.sizes()) {
                    json.writeNumberField(size.key(), size.size().bytes());
                }
                json.writeEndObject();
                writeList(json, "removedKeys", largest.removed());
                json.writeFieldName("plan");
                writePlan(json, environment, largest.plan(), largest.plan().remarks(), Detail.SIZES);
                json.writeEndObject();
            } else {
                json.writeNull();
            }
            json.writeEndObject();
        });
    }

    /** Gives a translation and what became of the file that is to say its settings. */
    static String settings(SettingsReport report) {
        return write(json -> {
            json.writeStartObject();
            writeTranslation(json, report.translation());
            json.writeObjectFieldStart("write");
            json.writeStringField("file", report.file().toString());
            json.writeArrayFieldStart("changes");
            for (SettingsReport.Change change : report.changes()) {
                writeChange(json, change.name(), change.entries(), change.reason());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("diff");
            for (String line : report.diff()) {
                json.writeString(line);
            }
            json.writeEndArray();
            json.writeStringField("backup", report.backup().map(Path::toString).orElse(null));
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void writeTranslation(JsonGenerator json, TranslationReport report) throws IOException {
        json.writeStringField("environment", report.environment());
        if (!report.asked().isEmpty()) {
            writeAmounts(json, "asked", report.asked());
        }
        if (!report.settings().isEmpty()) {
            writeTexts(json, "settings", report.settings());
        }
        writeAmounts(json, "granted", report.granted());
        json.writeStringField("limits", report.certainty().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("unused", report.fit().unused().bytes());
        json.writeFieldName("plan");
        writePlan(json, report.environment(), report.fit().plan(), report.planRemarks(), Detail.SIZES);
        writeRemarks(json, report.remarks());
    }

    private static void writeChange(JsonGenerator json, String name, Map<String, String> entries, String reason)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        writeTexts(json, "entries", entries);
        json.writeStringField("reason", reason);
        json.writeEndObject();
    }

    /** Gives a migration, with the whole new file. */
    static String migration(MigrationReport report) {
        Migration migration = report.migration();
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("file", report.file().toString());
            json.writeStringField("environment", migration.environment());
            json.writeStringField("flinkVersion", migration.target().toString());
            json.writeStringField("interpretedBy", migration.interpretedBy().toString());
            json.writeArrayFieldStart("changes");
            for (MigrationChange change : migration.changes()) {
                writeChange(json, change.name(), change.entries(), change.reason());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("proofs");
            for (MigrationProof proof : migration.proofs()) {
                writeProof(json, migration.environment(), proof);
            }
            json.writeEndArray();
            writeRemarks(json, report.remarks());
            json.writeStringField("text", report.edited().text());
            json.writeStringField("backup", report.backup().map(Path::toString).orElse(null));
            json.writeEndObject();
        });
    }

    private static void writeProof(JsonGenerator json, String environment, MigrationProof proof) throws IOException {
        json.writeStartObject();
        json.writeStringField("process", proof.process().id());
        json.writeBooleanField("proven", proof instanceof MigrationProof.SamePlan);
        if (proof instanceof MigrationProof.SamePlan same) {
            json.writeFieldName("plan");
            writePlan(json, environment, same.after(), same.after().remarks(), Detail.SIZES);
        } else {
            json.writeFieldName("refusal");
            writeRefusal(
                    json,
                    MigrationReport.problems(proof).stream()
                            .map(problem -> new Refusal.Problem(problem.message(), problem.keys()))
                            .toList());
        }
        json.writeEndObject();
    }

    /** Gives what was found and what failed to load. */
    static String environments(EnvironmentRegistry registry) {
        return write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("environments");
            for (DiscoveredEnvironment environment : registry.environments()) {
                writeEnvironment(json, environment);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("failures");
            for (ProviderFailure failure : registry.failures()) {
                json.writeStartObject();
                json.writeStringField("service", failure.service());
                json.writeStringField("class", failure.className());
                json.writeStringField("artifact", failure.artifact());
                json.writeStringField("reason", failure.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Gives a comparison: every environment with its plan or its problems, then what is not the same. */
    static String comparison(Comparison comparison, List<String> explanations) {
        return write(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("environments");
            for (Comparison.Outcome outcome : comparison.outcomes()) {
                json.writeFieldName(outcome.environment());
                if (outcome instanceof Comparison.Planned planned) {
                    writePlan(json, planned.environment(), planned.plan(), planned.remarks(), Detail.SIZES);
                } else if (outcome instanceof Comparison.Refused refused) {
                    writeRefusal(json, refused.refusal().problems());
                }
            }
            json.writeEndObject();
            writeList(json, "differences", comparison.differences());
            writeList(json, "remarks", explanations);
            json.writeEndObject();
        });
    }

    /** Gives a refusal. */
    static String refusal(List<Refusal.Problem> problems) {
        return write(json -> writeRefusal(json, problems));
    }

    private static void writeRefusal(JsonGenerator json, List<Refusal.Problem> problems) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("problems");
        for (Refusal.Problem problem : problems) {
            json.writeStartObject();
            json.writeStringField("message", problem.message());
            writeList(json, "keys", problem.keys());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writePlan(
            JsonGenerator json, String environment, ProcessMemoryPlan plan, List<Remark> remarks, Detail detail)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("process", plan.process().id());
        json.writeStringField("environment", environment);
        json.writeStringField("flinkVersion", plan.flinkVersion().toString());
        json.writeNumberField(MemoryPart.TOTAL_PROCESS.id(), plan.totalProcess().bytes());
        json.writeNumberField(MemoryPart.TOTAL_FLINK.id(), plan.totalFlink().bytes());
        if (plan instanceof TaskManagerMemoryPlan taskManager) {
            json.writeNumberField("cpuCores", taskManager.cpuCores());
        }
        json.writeObjectFieldStart("components");
        for (var component : plan.components().entrySet()) {
            json.writeNumberField(component.getKey().id(), component.getValue().bytes());
        }
        json.writeEndObject();
        writeList(json, "jvmArguments", plan.jvmArguments());
        writeTexts(json, "dynamicProperties", plan.dynamicProperties());
        switch (detail) {
            case SIZES -> {}
            case ORIGINS -> DerivationJson.write(json, plan);
        }
        writeRemarks(json, remarks);
        json.writeEndObject();
    }

    private static void writeEnvironment(JsonGenerator json, DiscoveredEnvironment environment) throws IOException {
        EnvironmentDescription description = environment.description();
        json.writeStartObject();
        json.writeStringField("name", description.name());
        json.writeStringField("summary", description.summary());
        json.writeStringField("artifact", environment.translator().artifact());
        json.writeStringField("translator", environment.translator().className());
        writeProvider(json, "launcher", environment.launcher());
        writeProvider(json, "limitsSource", environment.limitsSource());
        writeProvider(json, "admissionCheck", environment.admissionCheck());
        json.writeStringField("sizedBy", description.sizedBy().id());
        json.writeNumberField("memoryUnit", description.memoryUnit().bytes());
        json.writeObjectFieldStart("legacyHeap");
        for (var meaning : description.legacyHeap().entrySet()) {
            json.writeStringField(
                    meaning.getKey().id(), part(meaning.getValue()).id());
        }
        json.writeEndObject();
        writeList(
                json,
                "expressible",
                description.expressible().stream()
                        .map(ResourceFeature::toString)
                        .toList());
        writeList(json, "honouredKeys", description.honouredKeys());
        json.writeEndObject();
    }

    private static MemoryPart part(LegacyHeapMeaning meaning) {
        return switch (meaning) {
            case TOTAL_PROCESS -> MemoryPart.TOTAL_PROCESS;
            case TOTAL_FLINK -> MemoryPart.TOTAL_FLINK;
            case JVM_HEAP -> MemoryPart.JVM_HEAP;
        };
    }

    private static <S> void writeProvider(JsonGenerator json, String name, Optional<DiscoveredProvider<S>> provider)
            throws IOException {
        if (provider.isPresent()) {
            json.writeStringField(name, provider.get().className());
        } else {
            json.writeNullField(name);
        }
    }

    private static void writeRemarks(JsonGenerator json, List<Remark> remarks) throws IOException {
        writeList(json, "remarks", remarks.stream().map(Remark::message).toList());
    }

    private static void writeAmounts(JsonGenerator json, String name, Map<String, BigDecimal> amounts)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (var amount : amounts.entrySet()) {
            json.writeNumberField(amount.getKey(), amount.getValue());
        }
        json.writeEndObject();
    }

    private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (var text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    private static void writeList(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private static String write(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter(SEPARATORS));
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
