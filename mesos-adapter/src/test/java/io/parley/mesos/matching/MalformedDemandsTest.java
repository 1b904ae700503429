package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.environment.PortRequirement;
import io.parley.api.size.CpuAmount;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of what can be no demand and no rule of matching. */
class MalformedDemandsTest {

    private static final long MOST = 1L << 40;

    @ParameterizedTest
    @CsvSource({
        "0,-1,0,0,MiB of memory,-1",
        "0,0,1099511627777,0,MiB of disk,1099511627777",
        "0,0,0,-2,GPUs,-2",
        "1099511627777,0,0,0,thousandths of a CPU,1099511627777"
    })
    void amountsThatCannotBeAddedUpExactly(long millis, long mem, long disk, long gpus, String unit, long amount) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResourceNeed(new CpuAmount(millis), mem, disk, gpus, List.of()))
                .withMessage("From an offer 0 to " + MOST + " " + unit + " can be taken, not " + amount + ".");
    }

    @Test
    void onePortForTwoPurposes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResourceNeed(
                        CpuAmount.ofCores(1),
                        1,
                        0,
                        0,
                        List.of(
                                new PortRequirement("a", OptionalInt.of(31000)),
                                PortRequirement.any("b"),
                                new PortRequirement("c", OptionalInt.of(31000)))))
                .withMessage("Port 31000 cannot be taken twice (for c). Give each a port of its own.");
    }

    @Test
    void groupsAndConstraintsWithoutNamesOrRoom() {
        for (String[] names : new String[][] {{" ", "rack"}, {"workers", ""}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GroupConstraint.unique(names[0], names[1]))
                    .withMessage("A group needs a name and a field that are not blank.");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupConstraint("workers", "rack", 0))
                .withMessage("One value of rack must be allowed to hold at least one process of the group workers,"
                        + " not 0.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Constraint.is(" ", "r1"))
                .withMessage("A constraint needs the name of an attribute or of a field.");
    }

    @Test
    void rulesWithoutAPolicyOrWithNegativeTimes() {
        MatchRules usual = MatchRules.of("*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MatchRules("*", MatchRules.GpuAgents.USED, List.of(), usual.soon(), usual.late()))
                .withMessage("At least one packing policy is needed.");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new MatchRules("*", usual.gpuAgents(), usual.policies(), Duration.ofSeconds(-1), usual.late()))
                .withMessage("An offer is refused for a time that is not negative, not PT-1S or PT1H.");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new MatchRules("*", usual.gpuAgents(), usual.policies(), usual.soon(), Duration.ofSeconds(-1)))
                .withMessage("An offer is refused for a time that is not negative, not PT5S or PT-1S.");
    }
}
