package io.parley.core.resolution;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ConfigurationProblem.Kind;
import io.parley.api.plan.Remark;
import io.parley.api.plan.SizeDerivation;
import io.parley.api.size.MemorySize;
import io.parley.core.resolution.FlinkLine.LegacyOptions;
import io.parley.core.resolution.MemoryOptions.RangeOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of network buffers from before Flink 1.10, which counts only where no key of the range is set.
 *
 * <p>Source: Flink's {@code TaskExecutorFlinkMemoryUtils} and {@code ConfigurationParserUtils#getPageSize}.
 */
final class NetworkBuffers {

    private static final long LEAST_SEGMENT = 4096;
    private static final String KEY = MemoryOptions.NETWORK_BUFFERS.key();

    private final FlinkConfiguration configuration;
    private final FlinkLine line;
    private final OptionReader reader;
    private final Findings findings;

    NetworkBuffers(FlinkConfiguration configuration, FlinkLine line, OptionReader reader, Findings findings) {
        this.configuration = configuration;
        this.line = line;
        this.reader = reader;
        this.findings = findings;
    }

    /** Tells whether a number of buffers is set, to whatever effect. */
    static boolean areSet(FlinkConfiguration configuration) {
        return configuration.valueOrNull(KEY) != null;
    }

    /** Tells whether the number that is set counts; remarks where it is set in vain. */
    private boolean count() {
        if (line.legacyOptions() == LegacyOptions.IGNORED) {
            withoutEffect("Flink reads it no more since 2.0");
            return false;
        }
        RangeOptions network = line.network();
        for (String key : new @Nullable String[] {
            reader.keyOf(network.minimum().option()),
            reader.keyOf(network.maximum().option()),
            reader.keyOf(network.fraction())
        }) {
            if (key != null) {
                withoutEffect(key + " is set and wins");
                return false;
            }
        }
        return true;
    }

    private void withoutEffect(String reason) {
        findings.remark(Remark.Kind.WITHOUT_EFFECT, KEY + " has no effect: " + reason + ". Remove it.", KEY);
    }

    /** Gives the size of all buffers, null where their number does not count; a null size is noted as a problem. */
    @Nullable
    FoundSize read() {
        if (!count()) {
            return null;
        }
        Integer buffers = reader.read(MemoryOptions.NETWORK_BUFFERS, KEY);
        FoundSize segment = reader.size(MemoryOptions.SEGMENT_SIZE);
        if (buffers != null && buffers < 0) {
            findings.problem(
                    Kind.VALUE_OUT_OF_RANGE,
                    KEY + " (" + configuration.origin(KEY) + "): there cannot be " + buffers + " buffers.",
                    List.of(KEY),
                    "Set " + KEY + " to a number such as 2048.");
            buffers = null;
        }
        MemorySize segmentSize = segment.size();
        if (segmentSize != null && !isSegment(segmentSize.bytes())) {
            findings.problem(
                    Kind.VALUE_OUT_OF_RANGE,
                    "A memory segment of " + segmentSize.bytes()
                            + " bytes is not possible: its bytes must be a power of two from " + LEAST_SEGMENT + " to "
                            + (1 << 30) + ".",
                    List.of(segment.name()),
                    "Set " + segment.name() + " to a size such as 32k.");
            segmentSize = null;
        }
        if (buffers == null || segmentSize == null) {
            return new FoundSize(null, new SizeDerivation.Given(), KEY);
        }
        remarkLegacy();
        return new FoundSize(
                MemorySize.ofBytes(Math.multiplyExact(buffers, segmentSize.bytes())),
                new SizeDerivation.NetworkBuffers(KEY, buffers, segmentSize, segment.name(), configuration.origin(KEY)),
                KEY);
    }

    private void remarkLegacy() {
        String minimum = line.network().minimum().key();
        String maximum = line.network().maximum().key();
        findings.remark(
                Remark.Kind.DEPRECATED_KEY,
                KEY + " is a legacy option. Set " + minimum + " and " + maximum + " instead.",
                KEY,
                minimum,
                maximum);
    }

    private static boolean isSegment(long bytes) {
        return bytes >= LEAST_SEGMENT && bytes <= Integer.MAX_VALUE && Long.bitCount(bytes) == 1;
    }
}
