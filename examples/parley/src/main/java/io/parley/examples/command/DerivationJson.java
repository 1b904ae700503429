package io.parley.examples.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.plan.SizeDerivation.Bound;
import io.parley.api.plan.SizeDerivation.Fraction;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Writes where the sizes of a plan came from. Stateless. */
final class DerivationJson {

    private DerivationJson() {}

    /** Writes which parts lead, and the origin of every part as an object with its kind and a text for people. */
    static void write(JsonGenerator json, ProcessMemoryPlan plan) throws IOException {
        writeParts(json, "leading", LeadingParts.of(plan));
        json.writeObjectFieldStart("origins");
        for (var derivation : plan.derivations().entrySet()) {
            json.writeObjectFieldStart(derivation.getKey().id());
            writeFields(json, derivation.getValue());
            json.writeStringField("text", SizeReason.of(plan, derivation.getKey()));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, SizeDerivation derivation) throws IOException {
        if (derivation instanceof SizeDerivation.Configured configured) {
            json.writeStringField("kind", "configured");
            json.writeStringField("key", configured.key());
            json.writeStringField("currentKey", configured.currentKey());
            json.writeStringField("origin", configured.origin().description());
        } else if (derivation instanceof SizeDerivation.Default byDefault) {
            json.writeStringField("kind", "default");
            json.writeStringField("key", byDefault.key());
        } else if (derivation instanceof SizeDerivation.LegacyHeap legacy) {
            json.writeStringField("kind", "legacyHeap");
            json.writeStringField("key", legacy.name());
            json.writeStringField("currentKey", legacy.currentKey());
            json.writeStringField("origin", legacy.origin().description());
        } else if (derivation instanceof SizeDerivation.NetworkBuffers buffers) {
            json.writeStringField("kind", "networkBuffers");
            json.writeStringField("key", buffers.key());
            json.writeStringField("origin", buffers.origin().description());
            json.writeNumberField("buffers", buffers.buffers());
            json.writeNumberField("segmentSize", buffers.segmentSize().bytes());
            json.writeStringField("segmentSizeKey", buffers.segmentSizeKey());
        } else if (derivation instanceof SizeDerivation.Given) {
            json.writeStringField("kind", "given");
        } else if (derivation instanceof Fraction fraction) {
            writeFraction(json, fraction);
        } else if (derivation instanceof SizeDerivation.Rest rest) {
            json.writeStringField("kind", "rest");
            writeParts(json, "of", List.of(rest.of()));
            writeParts(json, "without", rest.without());
        } else if (derivation instanceof SizeDerivation.Sum sum) {
            json.writeStringField("kind", "sum");
            writeParts(json, "of", sum.of());
        } else if (derivation instanceof SizeDerivation.Grown grown) {
            json.writeStringField("kind", "grown");
            json.writeStringField("policy", grown.policy());
            json.writeNumberField("added", grown.added().bytes());
            json.writeObjectFieldStart("before");
            writeFields(json, grown.before());
            json.writeEndObject();
        } else {
            throw new IllegalArgumentException("No JSON for " + derivation.getClass() + ".");
        }
    }

    private static void writeFraction(JsonGenerator json, Fraction fraction) throws IOException {
        json.writeStringField("kind", "fraction");
        json.writeStringField("key", fraction.fractionKey());
        json.writeNumberField("fraction", new BigDecimal(Float.toString((float) fraction.fraction())));
        writeParts(json, "of", fraction.of());
        json.writeStringField(
                "relation",
                switch (fraction.relation()) {
                    case OF_WHOLE -> "ofWhole";
                    case OF_REST -> "ofRest";
                });
        json.writeNumberField("uncapped", fraction.uncapped().bytes());
        if (fraction.bound().isPresent()) {
            Bound bound = fraction.bound().get();
            json.writeObjectFieldStart("bound");
            json.writeStringField("limit", bound.limit().name().toLowerCase(Locale.ROOT));
            json.writeStringField("key", bound.key());
            json.writeEndObject();
        }
    }

    private static void writeParts(JsonGenerator json, String name, List<MemoryPart> parts) throws IOException {
        json.writeArrayFieldStart(name);
        for (MemoryPart part : parts) {
            json.writeString(part.id());
        }
        json.writeEndArray();
    }
}
