package io.parley.examples.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.parley.api.verdict.Verdict;
import io.parley.api.verdict.Verdict.Comparison;
import java.io.IOException;

/** Writes answers with their reasons. Stateless. */
final class VerdictJson {

    private VerdictJson() {}

    static void write(JsonGenerator json, Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeStringField("outcome", verdict.outcome().name());
        json.writeStringField("statement", verdict.statement());
        json.writeStringField(
                "asked", verdict.comparison().map(Comparison::asked).orElse(null));
        json.writeStringField(
                "available", verdict.comparison().map(Comparison::available).orElse(null));
        json.writeStringField("key", verdict.key().orElse(null));
        json.writeStringField("cure", verdict.cure().orElse(null));
        json.writeArrayFieldStart("reasons");
        for (Verdict reason : verdict.reasons()) {
            write(json, reason);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
