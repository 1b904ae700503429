package io.parley.core.resolution;

import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what one resolution finds: problems and remarks. Not thread-safe. */
final class Findings {

    private @Nullable List<ConfigurationProblem> problems;
    private @Nullable List<Remark> remarks;
    private Set<String> phrases = Set.of();

    /** Notes names that are no keys: messages show them, {@link ConfigurationProblem#keys()} does not. */
    void phrases(Set<String> names) {
        phrases = names;
    }

    /** Notes a problem, once. */
    void problem(ConfigurationProblem.Kind kind, String statement, List<String> names, String cure) {
        if (problems == null) {
            problems = new ArrayList<>();
        }
        List<String> keys =
                names.stream().filter(name -> !phrases.contains(name)).toList();
        ConfigurationProblem problem = new ConfigurationProblem(kind, statement, keys, cure);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    void remark(Remark.Kind kind, String message, String... keys) {
        if (remarks == null) {
            remarks = new ArrayList<>();
        }
        remarks.add(new Remark(kind, message, List.of(keys)));
    }

    List<ConfigurationProblem> problems() {
        return problems == null ? List.of() : problems;
    }

    List<Remark> remarks() {
        return remarks == null ? List.of() : remarks;
    }
}
