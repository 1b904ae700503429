package io.parley.mesos.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConstraintsTest {

    @Test
    void everyOperatorIsReadInItsOrder() {
        AgentConstraints read = AgentConstraints.parse(
                "rack:LIKE:r[12] ; @hostname:UNLIKE:bad.*;url:IS:http://h:80;@zone : IS : z1;@region:MAX_PER:3; ");

        assertThat(read.constraints())
                .containsExactly(
                        new Constraint("rack", Constraint.Operator.LIKE, "r[12]"),
                        new Constraint(Constraint.HOSTNAME, Constraint.Operator.UNLIKE, "bad.*"),
                        Constraint.is("url", "http://h:80"),
                        Constraint.is(Constraint.ZONE, "z1"));
        assertThat(read.spread()).contains(new AgentConstraints.Spread(Constraint.REGION, 3));
    }

    @ParameterizedTest
    @CsvSource({"rack:UNIQUE,1", "rack:MAX_PER:12,12", "rack:GROUP_BY,2147483647"})
    void processesAreSpreadOverAFieldInOneOfThreeWays(String text, int most) {
        assertThat(AgentConstraints.parse(text).spread().map(spread -> spread.of("g")))
                .contains(new GroupConstraint("g", "rack", most));
    }

    @Test
    void nothingIsConstrainedWithoutTheKey() {
        assertThat(AgentConstraints.of(FlinkConfiguration.of(Map.of()))).isEqualTo(AgentConstraints.NONE);
        assertThat(AgentConstraints.parse(" ")).isEqualTo(new AgentConstraints(List.of(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:IS:b;;c:IS:d|constraint 2, \"\", is none. Write FIELD:IS:VALUE",
                "a:IS:b;;|constraint 2, \"\", is none. Write",
                ";|constraint 1, \"\", is none. Write",
                "rack|constraint 1, \"rack\", is none. Write",
                "a:IS:b;:IS:x|constraint 2, \":IS:x\", is none. Write",
                "a:IS:b;c:EQUALS:d|constraint 2, \"c:EQUALS:d\", has no operator that there is. Write",
                "a:is:b|constraint 1, \"a:is:b\", has no operator that there is. Write",
                "a:IS|constraint 1, \"a:IS\", has no value. Write",
                "a:LIKE: |constraint 1, \"a:LIKE:\", has no value. Write",
                "@rack:IS:r1|constraint 1, \"@rack:IS:r1\", is on a field that there is not. Write an attribute's name"
                        + " or one of @hostname, @agent, @region, @zone.",
                "a:IS:b;c:LIKE:r[0|constraint 2, \"c:LIKE:r[0\", cannot be used. Cannot use the constraint c LIKE"
                        + " \"r[0\": Unclosed character class at position 2.",
                "a:UNIQUE:1|constraint 1, \"a:UNIQUE:1\", has a value, which UNIQUE does not take. Remove it.",
                "a:GROUP_BY:3|constraint 1, \"a:GROUP_BY:3\", has a value, which GROUP_BY does not take. Remove it.",
                "a:MAX_PER|constraint 1, \"a:MAX_PER\", needs a whole number above zero and below 1000000000.",
                "a:MAX_PER:0|constraint 1, \"a:MAX_PER:0\", needs a whole number above zero and below 1000000000.",
                "a:MAX_PER:-1|constraint 1, \"a:MAX_PER:-1\", needs a whole number above zero and below 1000000000.",
                "a:MAX_PER:1000000000|constraint 1, \"a:MAX_PER:1000000000\", needs a whole number above zero",
                "a:UNIQUE;b:IS:c;d:GROUP_BY|constraint 3, \"d:GROUP_BY\", spreads over d, an earlier one over a."
                        + " Keep one of UNIQUE, MAX_PER and GROUP_BY."
            })
    void aMalformedConstraintIsRefusedByPositionAndKey(String text, String message) {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set(AgentConstraints.KEY, text, Origin.file("flink-conf.yaml", 7))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentConstraints.of(configuration))
                .withMessageStartingWith("Cannot use parley.mesos.constraints (flink-conf.yaml line 7): " + message);
    }
}
