package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.ConfigurationProblem;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.core.oracle.FlinkJars;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Does what the cure of every problem says first, as a person would, until the configuration resolves.
 * {@code -Dparley.seed} sets the seed.
 */
class CuresTest {

    private static final long SEED = Long.getLong("parley.seed", 20_200_902L);
    private static final int CONFIGURATIONS = 20_000;
    private static final int MOST_ROUNDS = 12;

    private static final String KEY = "([A-Za-z][\\w.-]*\\w)";
    private static final Pattern SET = Pattern.compile("(?:Set|Raise|Lower) " + KEY
            + " to (?:at (?:least|most) |a (?:number|size)(?: above 0)? such as )?([0-9]+(?:\\.[0-9]+)?[a-z]?)\\b.*");
    private static final Pattern SET_ONE_OF = Pattern.compile("Set one of .*, for instance " + KEY + ": (\\w+)\\.");
    private static final Pattern AND_REMOVE = Pattern.compile("[^,]* and remove " + KEY + "\\b.*");
    private static final Pattern TAKE_OUT = Pattern.compile("(?:Remove|Lower) " + KEY + "\\b.*");

    @ParameterizedTest
    @EnumSource(ProcessKind.class)
    void curesOfRandomRefusalsWork(ProcessKind process) {
        System.out.println("Cures of a " + process + ": seed " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        Supplier<Map<String, String>> configurations = process == ProcessKind.JOB_MANAGER
                ? new RandomJobManagers(random)::next
                : new RandomTaskManagers(random)::next;
        Map<ConfigurationProblem.Kind, Integer> cured = new TreeMap<>();
        for (int i = 0; i < CONFIGURATIONS; i++) {
            String version = FlinkJars.VERSIONS.get(i % FlinkJars.VERSIONS.size());
            Map<String, String> entries = new HashMap<>(configurations.get());
            String asFound = "Flink " + version + ", configuration " + i + ": " + entries;
            StringBuilder rounds = new StringBuilder();
            for (int round = 0; ; round++) {
                List<ConfigurationProblem> problems = problems(process, entries, version);
                if (problems.isEmpty()) {
                    break;
                }
                if (round == MOST_ROUNDS) {
                    fail("Not cured: " + asFound + rounds);
                }
                Set<String> touched = new HashSet<>();
                for (ConfigurationProblem problem : problems) {
                    assertThat(problem.keys()).as(problem.message()).isNotEmpty();
                    if (problem.keys().stream().anyMatch(touched::contains)) {
                        continue;
                    }
                    touched.addAll(problem.keys());
                    rounds.append("\n").append(round).append(". ").append(problem.message());
                    cure(entries, problem);
                    cured.merge(problem.kind(), 1, Integer::sum);
                }
            }
        }
        System.out.println("cured " + cured);
        assertThat(cured.keySet()).hasSizeGreaterThanOrEqualTo(8);
    }

    private static List<ConfigurationProblem> problems(
            ProcessKind process, Map<String, String> entries, String version) {
        ResolutionRules rules = TestRules.of(version, LegacyHeapMeaning.TOTAL_PROCESS);
        FlinkConfiguration configuration = FlinkConfiguration.of(entries);
        try {
            if (process == ProcessKind.JOB_MANAGER) {
                new JobManagerResolution(configuration, rules, null).resolve();
            } else {
                new TaskManagerResolution(configuration, rules, null).resolve();
            }
            return List.of();
        } catch (MemoryConfigurationException e) {
            return e.problems();
        }
    }

    private static void cure(Map<String, String> entries, ConfigurationProblem problem) {
        String cure = problem.cure();
        Matcher one = SET_ONE_OF.matcher(cure);
        Matcher set = SET.matcher(cure);
        Matcher out = TAKE_OUT.matcher(cure);
        if (problem.kind() == ConfigurationProblem.Kind.UNREADABLE_VALUE) {
            // What the person meant is not known, so the entry goes.
            problem.keys().forEach(key -> remove(entries, key));
        } else if (one.matches()) {
            entries.put(one.group(1), one.group(2));
        } else if (set.matches()) {
            entries.put(set.group(1), set.group(2));
            Matcher remove = AND_REMOVE.matcher(cure);
            if (remove.matches()) {
                remove(entries, remove.group(1));
            }
        } else if (out.matches()) {
            remove(entries, out.group(1));
        } else {
            fail("The cure says nothing to do: " + problem.message());
        }
    }

    private static void remove(Map<String, String> entries, String key) {
        assertThat(entries).as("what a cure removes is set").containsKey(key);
        entries.remove(key);
    }
}
