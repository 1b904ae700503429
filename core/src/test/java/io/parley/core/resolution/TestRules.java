package io.parley.core.resolution;

import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.LegacyHeapMeaning;

/** The rules of versions in environments that differ in the meaning of a legacy heap only. */
final class TestRules {

    private TestRules() {}

    /** Gives rules in which a legacy heap means the same for both kinds of process where it can. */
    static ResolutionRules of(String version, LegacyHeapMeaning meaning) {
        FlinkVersion parsed = FlinkVersion.parse(version);
        return new ResolutionRules(
                parsed,
                FlinkLine.of(parsed),
                meaning,
                meaning == LegacyHeapMeaning.JVM_HEAP ? LegacyHeapMeaning.TOTAL_PROCESS : meaning,
                null);
    }
}
