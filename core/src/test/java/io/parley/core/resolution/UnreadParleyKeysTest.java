package io.parley.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.EnvironmentDescription;
import io.parley.api.environment.LegacyHeapMeaning;
import io.parley.api.plan.MemoryPart;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadParleyKeysTest {

    private static final EnvironmentDescription SHIPS = environment(
            "ships", "ships.harbour", "parley.ships.log-book", "parley.ships.crew.wages", "parley.ships.flag.<name>");
    private static final EnvironmentDescription BOXES =
            environment("boxes", "parley.boxes.seal", "parley.boxes.<name>.amount");

    private static EnvironmentDescription environment(String name, String... honoured) {
        return environment(name, Optional.empty(), honoured);
    }

    private static EnvironmentDescription environment(
            String name, Optional<ConfigurationOption<? extends Number>> cpus, String... honoured) {
        return new EnvironmentDescription(
                name,
                "A sample.",
                MemoryPart.TOTAL_PROCESS,
                Map.of(
                        ProcessKind.JOB_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS,
                        ProcessKind.TASK_MANAGER, LegacyHeapMeaning.TOTAL_PROCESS),
                MemorySize.ofBytes(1),
                Set.of(),
                List.of(honoured),
                cpus);
    }

    private static List<Remark> remarks(List<EnvironmentDescription> environments, String... keys) {
        return UnreadParleyKeys.remarks(
                environments,
                FlinkConfiguration.of(
                        Stream.of(keys).collect(Collectors.toMap(Function.identity(), key -> "a-secret"))));
    }

    private static List<Remark> remarks(String... keys) {
        return remarks(List.of(SHIPS, BOXES), keys);
    }

    @Test
    void aMisspeltKeyIsToldWithTheKeyThatMayBeMeant() {
        assertThat(remarks("parley.ships.log-bok")).singleElement().satisfies(remark -> {
            assertThat(remark.kind()).isEqualTo(Remark.Kind.WITHOUT_EFFECT);
            assertThat(remark.message())
                    .isEqualTo("parley.ships.log-bok has no effect: none of the environments boxes, ships reads such a"
                            + " key. Set parley.ships.log-book if that is meant, else remove it.");
            assertThat(remark.keys()).containsExactly("parley.ships.log-bok", "parley.ships.log-book");
        });
    }

    @Test
    void aKeyLikeNoOtherIsToldAlone() {
        assertThat(remarks("parley.ships.cargo-of-the-second-deck"))
                .singleElement()
                .satisfies(remark -> {
                    assertThat(remark.message())
                            .isEqualTo("parley.ships.cargo-of-the-second-deck has no effect: none of the environments"
                                    + " boxes, ships reads such a key. Remove it.");
                    assertThat(remark.keys()).containsExactly("parley.ships.cargo-of-the-second-deck");
                });
        assertThat(remarks("parley.ships..amount"))
                .singleElement()
                .satisfies(remark -> assertThat(remark.keys()).hasSize(1));
        assertThat(remarks("parley." + "x".repeat(10_000))).hasSize(1);
        assertThat(remarks("parley.")).hasSize(1);
    }

    @Test
    void aKeyThatAnyKnownEnvironmentReadsGetsNoRemark() {
        String[] keys = {
            "parley.ships.log-book",
            "parley.ships.crew.wages",
            "parley.ships.flag.red.white",
            "parley.boxes.seal",
            "parley.boxes.gold.amount"
        };
        assertThat(remarks(keys)).isEmpty();
        assertThat(remarks(List.of(BOXES), keys))
                .extracting(remark -> remark.keys().get(0))
                .containsExactly("parley.ships.crew.wages", "parley.ships.flag.red.white", "parley.ships.log-book");
    }

    @Test
    void theOptionOfCpuCoresIsReadToo() {
        EnvironmentDescription described = environment(
                "ships",
                Optional.of(ConfigurationOption.decimal("parley.ships.sails")
                        .withDeprecatedKeys("parley.ships.masts")
                        .withDefault(1.0)));
        assertThat(remarks(List.of(described), "parley.ships.sails", "parley.ships.masts"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "parley.ship.log-book, parley.ships.log-book",
        "parley.boxes.log-book, parley.ships.log-book",
        "parley.crew.wages, parley.ships.crew.wages",
        "parley.ships.crew, parley.ships.crew.wages",
        "parley.seal, parley.boxes.seal",
        "parley.gold.amount, parley.boxes.gold.amount",
        "parley.ships.harbour, ships.harbour",
        "parley.ships.flags.red, parley.ships.flag.red",
        "parley.ships.flag, parley.ships.flag.<name>",
        "parley.boxes.gold.amuont, parley.boxes.gold.amount",
        "parley.boxes.gold, parley.boxes.gold.amount"
    })
    void whatIsUsuallyMistakenIsUnderstood(String key, String meant) {
        assertThat(remarks(key))
                .singleElement()
                .satisfies(remark -> assertThat(remark.keys()).containsExactly(key, meant));
    }

    @Test
    void otherKeysAreLeftAlone() {
        assertThat(remarks("parley", "parleys.ships.log-bok", "ships.harbor", "jobmanager.memory.proces.size"))
                .isEmpty();
    }

    @Test
    void noValueIsShown() {
        assertThat(remarks("parley.ships.log-bok", "parley.password"))
                .hasSize(2)
                .allSatisfy(remark -> assertThat(remark.toString()).doesNotContain("a-secret"));
    }

    @Test
    void theEnvironmentsThatAreKnownAreNamed() {
        assertThat(remarks(List.of(BOXES), "parley.boxes.lid").get(0).message())
                .contains("has no effect: the environment boxes reads no such key.");
        assertThat(remarks(List.of(), "parley.boxes.seal").get(0).message())
                .isEqualTo("parley.boxes.seal has no effect: no environment is known that reads it. Remove it.");
    }

    @Test
    @SuppressWarnings("NullAway") // Wrong on purpose.
    void nullIsRefusedByName() {
        FlinkConfiguration none = FlinkConfiguration.of(Map.of());
        assertThatNullPointerException()
                .isThrownBy(() -> UnreadParleyKeys.remarks(null, none))
                .withMessage("environments");
        assertThatNullPointerException()
                .isThrownBy(() -> UnreadParleyKeys.remarks(List.of(), null))
                .withMessage("configuration");
    }
}
