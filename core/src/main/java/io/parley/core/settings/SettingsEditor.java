package io.parley.core.settings;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.api.size.MemorySize;
import io.parley.core.configuration.FlinkConfigurationReader;
import io.parley.core.editing.ConfigurationEdit;
import io.parley.core.editing.ConfigurationFileIo;
import io.parley.core.editing.EditedText;
import io.parley.core.resolution.MemoryPlanResolver;
import io.parley.core.resolution.PlanDifferences;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration file say the settings of a plan: values that differ are replaced, superseded keys become
 * comments with the reason, what is missing is added in one block, and everything else stays as it is.
 *
 * <p>The edited text is encoded as it will be written, read again as Flink does and resolved: it is given out only if
 * it means the plan, and the other kind of process keeps its own. Pure: nothing is written. Immutable and thread-safe.
 */
public final class SettingsEditor {

    private final MemoryPlanResolver resolver;
    private final Map<String, String> environmentVariables;

    /**
     * Makes an editor.
     *
     * @param resolver the resolver of the Flink version and the environment that will read the file
     * @param environmentVariables the variables that Flink will see there
     */
    public SettingsEditor(MemoryPlanResolver resolver, Map<String, String> environmentVariables) {
        this.resolver = Objects.requireNonNull(resolver, "resolver");
        this.environmentVariables = Map.copyOf(environmentVariables);
    }

    /**
     * Edits a file's text.
     *
     * @param file the file as it was read
     * @param settings what it is to say
     * @param plan the plan that the settings mean
     * @return the edits and the text before and after; the same text where the file says it already
     * @throws IllegalArgumentException if the text cannot be read, edited or encoded, or would not mean the plan; the
     *     message names the file and what differs
     */
    public SettingsEdit edit(ConfigurationFileIo file, HostSettings settings, ProcessMemoryPlan plan) {
        FlinkConfiguration before = read(file, file.text());
        List<ConfigurationEdit> edits = edits(before, settings, plan);
        EditedText edited = file.edit(edits);
        prove(file.file(), before, read(file, edited.text()), plan);
        return new SettingsEdit(edits, edited);
    }

    private FlinkConfiguration read(ConfigurationFileIo file, String text) {
        // What counts is what Flink reads from the bytes, which need not be the text that is edited.
        return FlinkConfigurationReader.parse(file.file(), file.format(), file.encode(text)).configuration().toBuilder()
                .environmentVariables(environmentVariables)
                .build();
    }

    private static List<ConfigurationEdit> edits(
            FlinkConfiguration before, HostSettings settings, ProcessMemoryPlan plan) {
        List<ConfigurationEdit> edits = new ArrayList<>();
        Optional<String> beside = Optional.empty();
        for (Map.Entry<String, String> superseded : settings.superseded().entrySet()) {
            if (before.contains(superseded.getKey())) {
                edits.add(new ConfigurationEdit.CommentOut(superseded.getKey(), superseded.getValue()));
                beside = beside.or(() -> Optional.of(superseded.getKey()));
            }
        }
        Map<String, String> missing = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : settings.entries().entrySet()) {
            String value = before.valueOrNull(entry.getKey());
            if (value == null) {
                missing.put(entry.getKey(), entry.getValue());
                continue;
            }
            beside = beside.or(() -> Optional.of(entry.getKey()));
            if (!meansTheSame(value, entry.getValue())) {
                edits.add(new ConfigurationEdit.Replace(entry.getKey(), Map.of(entry.getKey(), entry.getValue())));
            }
        }
        if (!missing.isEmpty()) {
            // Without their sum: a later change of one of them would leave it wrong.
            edits.add(new ConfigurationEdit.Add(
                    missing, beside, "The memory of a " + plan.process() + ", part by part."));
        }
        return edits;
    }

    /** Leaves 1g where 1073741824b is wanted, and 2.0 where 2 is. */
    private static boolean meansTheSame(String written, String wanted) {
        if (written.equals(wanted)) {
            return true;
        }
        try {
            return wanted.endsWith("b")
                    ? MemorySize.parse(written).equals(MemorySize.parse(wanted))
                    : new BigDecimal(written).compareTo(new BigDecimal(wanted)) == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void prove(Path file, FlinkConfiguration before, FlinkConfiguration after, ProcessMemoryPlan plan) {
        for (ProcessKind process : ProcessKind.values()) {
            boolean planned = process == plan.process();
            ProcessMemoryPlan wanted = planned ? plan : planOrNull(process, before);
            if (wanted == null) {
                // Flink refuses the other process today; that is not what the settings are about.
                continue;
            }
            List<String> differences = differences(wanted, process, after);
            if (!differences.isEmpty()) {
                throw new IllegalArgumentException("Cannot write the settings into " + file + ": the " + process
                        + " would not be as planned: " + String.join(", ", differences)
                        + ". Nothing has changed. Write the settings by hand.");
            }
        }
    }

    private List<String> differences(ProcessMemoryPlan wanted, ProcessKind process, FlinkConfiguration after) {
        ProcessMemoryPlan found;
        try {
            found = resolver.resolve(process, after);
        } catch (MemoryConfigurationException e) {
            return e.problems().stream()
                    .map(problem -> "Flink would refuse it, " + problem.message())
                    .toList();
        }
        List<String> differences = PlanDifferences.between(wanted, found);
        return differences.isEmpty() && !wanted.dynamicProperties().equals(found.dynamicProperties())
                ? List.of("dynamic properties " + wanted.dynamicProperties() + " before and "
                        + found.dynamicProperties() + " after")
                : differences;
    }

    private @Nullable ProcessMemoryPlan planOrNull(ProcessKind process, FlinkConfiguration configuration) {
        try {
            return resolver.resolve(process, configuration);
        } catch (MemoryConfigurationException e) {
            return null;
        }
    }
}
