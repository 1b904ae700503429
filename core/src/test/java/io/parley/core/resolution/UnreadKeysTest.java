package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.MemoryConfigurationException;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.core.oracle.FlinkJars;
import io.parley.core.resolution.FlinkLine.LegacyOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UnreadKeysTest {

    private static final String BELOW = "(job|task)manager\\.(memory|heap)\\..*";

    static Stream<String> versions() {
        return FlinkJars.VERSIONS.stream();
    }

    private static List<Remark> remarks(String version, String... keys) {
        return UnreadKeys.remarks(
                FlinkVersion.parse(version),
                FlinkConfiguration.of(Stream.of(keys).collect(Collectors.toMap(Function.identity(), key -> "1m"))));
    }

    private static List<String> messages(String version, String... keys) {
        return remarks(version, keys).stream().map(Remark::message).toList();
    }

    private static Set<String> ofFlink(String version) throws ReflectiveOperationException {
        Set<String> keys = new TreeSet<>();
        FlinkLineTest.ofFlink(version).forEach((key, declared) -> {
            keys.add(key);
            keys.addAll(declared.fallbackKeys());
        });
        keys.removeIf(key -> !key.matches(BELOW));
        return keys;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aKeyGetsARemarkWhereTheOptionClassesOfFlinkDoNotDeclareIt(String version) throws ReflectiveOperationException {
        Set<String> read = ofFlink(version);
        assertThat(remarks(version, read.toArray(String[]::new))).isEmpty();

        Set<String> others = new TreeSet<>(MemoryOptions.REMOVED_TASK_MANAGER_KEYS);
        others.addAll(ResolvedKeys.heap(ProcessKind.JOB_MANAGER));
        others.addAll(ResolvedKeys.heap(ProcessKind.TASK_MANAGER));
        Set<String> notRead = new TreeSet<>();
        for (String any : FlinkJars.VERSIONS) {
            notRead.addAll(ofFlink(any));
        }
        notRead.removeAll(read);
        // The resolver tells of these.
        notRead.removeAll(others);
        assertThat(remarks(version, notRead.toArray(String[]::new)))
                .extracting(remark -> remark.keys().get(0))
                .containsExactlyElementsOf(notRead);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyKeyThatLacksALetterIsToldWithTheKeyThatWasMeant(String version) throws ReflectiveOperationException {
        boolean legacy = FlinkLine.of(FlinkVersion.parse(version)).legacyOptions() == LegacyOptions.READ;
        Set<String> read = ofFlink(version);
        read.removeIf(key -> key.contains(".heap.") && !key.contains(".memory.") && !legacy);
        read.remove("taskmanager.memory.size");
        for (String key : read) {
            // The last word of "heap.mb" is no word any more without a letter.
            String misspelt = key.substring(0, key.length() - 2) + key.substring(key.length() - 1);
            assertThat(remarks(version, misspelt)).as(misspelt).singleElement().satisfies(remark -> {
                assertThat(remark.kind()).isEqualTo(Remark.Kind.WITHOUT_EFFECT);
                assertThat(remark.keys()).containsExactly(misspelt, key);
            });
        }
    }

    @Test
    void aMisspeltKeyIsToldWithTheKeyThatMayBeMeant() {
        assertThat(messages("2.3.0", "jobmanager.memory.proces.size"))
                .containsExactly("jobmanager.memory.proces.size has no effect: Flink 2.3 reads no such key. Set"
                        + " jobmanager.memory.process.size if that is meant, else remove it.");
    }

    @Test
    void aKeyOfALaterLineIsToldWithThatLine() {
        assertThat(messages("1.11.6", "taskmanager.memory.min-segment-size"))
                .containsExactly("taskmanager.memory.min-segment-size has no effect: it is read from Flink 1.14 on, not"
                        + " by 1.11. Remove it.");
        assertThat(messages("1.14.0", "taskmanager.memory.min-segment-size")).isEmpty();
    }

    @Test
    void aKeyLikeNoOtherIsToldAlone() {
        assertThat(messages("2.3.0", "jobmanager.memory.limit-of-the-container"))
                .containsExactly("jobmanager.memory.limit-of-the-container has no effect: Flink 2.3 reads no such key."
                        + " Remove it.");
        assertThat(messages("2.3.0", "jobmanager.memory." + "x".repeat(10_000))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "jobmanager.memory.process, jobmanager.memory.process.size",
        "jobmanager.memory.porcess.size, jobmanager.memory.process.size",
        "jobmanager.memory.heap, jobmanager.memory.heap.size",
        "jobmanager.memory.offheap.size, jobmanager.memory.off-heap.size",
        "jobmanager.memory.jvm-metaspace, jobmanager.memory.jvm-metaspace.size",
        "jobmanager.memory.managed.size, taskmanager.memory.managed.size",
        "taskmanager.memory.heap.size, taskmanager.memory.task.heap.size",
        "taskmanager.memory.enable-jvm-direct-memory-limit, jobmanager.memory.enable-jvm-direct-memory-limit",
        "taskmanager.memory.managed.consumer-weight, taskmanager.memory.managed.consumer-weights"
    })
    void whatIsUsuallyMistakenIsUnderstood(String key, String meant) {
        assertThat(remarks("2.3.0", key))
                .singleElement()
                .satisfies(remark -> assertThat(remark.keys()).containsExactly(key, meant));
    }

    @Test
    void aLegacyHeapIsMeantOnlyWhereItIsRead() {
        assertThat(remarks("1.20.5", "jobmanager.heap.siz").get(0).keys())
                .containsExactly("jobmanager.heap.siz", "jobmanager.heap.size");
        assertThat(remarks("2.0.2", "jobmanager.heap.siz").get(0).keys()).containsExactly("jobmanager.heap.siz");
    }

    @Test
    void otherKeysAndTheEntriesOfAMapAreLeftAlone() {
        assertThat(remarks(
                        "2.3.0",
                        "jobmanager.memory",
                        "state.backend.rocksdb.memory.managed",
                        "taskmanager.network.memory.mim",
                        "taskmanager.memory.managed.consumer-weights.OPERATOR"))
                .isEmpty();
        assertThat(remarks("1.11.6", "taskmanager.memory.managed.consumer-weights.OPERATOR"))
                .hasSize(1);
    }

    @Test
    void aRefusalForWantOfASizeNamesWhatIsNotRead() {
        FlinkConfiguration configuration = FlinkConfiguration.of(
                Map.of("jobmanager.memory.proces.size", "1600m", "taskmanager.memory.proces.size", "1728m"));
        ResolutionRules rules = TestRules.of("2.3.0", LegacyHeapMeaning.TOTAL_PROCESS);
        assertThatExceptionOfType(MemoryConfigurationException.class)
                .isThrownBy(() -> new JobManagerResolution(configuration, rules, null).resolve())
                .withMessageContaining("No size is set to derive the others from; jobmanager.memory.proces.size has no"
                        + " effect, for Flink 2.3 reads no such key (jobmanager.memory.process.size may be meant). Set"
                        + " one of jobmanager.memory.process.size (for containers)");
        assertThatExceptionOfType(MemoryConfigurationException.class)
                .isThrownBy(() -> new TaskManagerResolution(configuration, rules, null).resolve())
                .withMessageContaining("from; taskmanager.memory.proces.size has no effect, for Flink 2.3 reads no such"
                        + " key (taskmanager.memory.process.size may be meant). Set one of");
    }
}
