package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.api.size.MemorySize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkConfigurationTest {

    private static final ConfigurationOption<Integer> SLOTS =
            ConfigurationOption.integer("slots").withDeprecatedKeys("old-slots", "oldest-slots");

    @Test
    void findsTheKeyBeforeItsDeprecatedKeysInTheirOrder() {
        FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
        assertThat(builder.build().keyOf(SLOTS)).isEmpty();
        assertThat(builder.set("oldest-slots", "1").build().keyOf(SLOTS)).contains("oldest-slots");
        assertThat(builder.set("old-slots", "2").build().keyOf(SLOTS)).contains("old-slots");
        assertThat(builder.set("slots", "3").build().keyOf(SLOTS)).contains("slots");
        assertThat(builder.build().find(SLOTS)).contains(3);
        assertThat(builder.remove("slots").build().find(SLOTS)).contains(2);
    }

    @Test
    void fallsBackToTheDefault() {
        FlinkConfiguration empty = FlinkConfiguration.of(Map.of());
        assertThat(empty.find(SLOTS)).isEmpty();
        assertThat(empty.find(SLOTS.withDefault(1))).contains(1);
        assertThat(empty.get(SLOTS.withDefault(1))).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.get(SLOTS))
                .withMessage("slots is not set and has no default. Set it.");
    }

    @Test
    void readsAValueOnlyWhenAskedForIt() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("slots", "garbage", "size", "1m"));
        assertThat(configuration.get(ConfigurationOption.memorySize("size"))).isEqualTo(MemorySize.ofMebibytes(1));
        assertThat(configuration.value("slots")).contains("garbage");
    }

    @Test
    void namesKeyAndOriginOfAnUnreadableValue() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("old-slots", "many", Origin.file("conf/config.yaml", 12))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.find(SLOTS))
                .withMessage("Cannot use old-slots (conf/config.yaml line 12). Cannot read \"many\" as a whole number."
                        + " Write digits, for instance 4.")
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesANumberThatAFractionCannotHoldWhereItRoundsAText() {
        ConfigurationOption<Float> fraction = ConfigurationOption.fraction("share");
        FlinkConfiguration number = FlinkConfiguration.builder()
                .set("share", 1.0e-50, Origin.file("conf/config.yaml", 3))
                .build();
        assertThat(number.value("share")).contains("1.0E-50");
        assertThat(number.find(ConfigurationOption.decimal("share"))).contains(1.0e-50);
        assertThat(number.isDecimal("share")).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> number.find(fraction))
                .withMessage(
                        "Cannot use share (conf/config.yaml line 3). Cannot read 1.0E-50 as a fraction: Flink takes"
                                + " 0 and sizes from 1.4E-45 to 3.4028235E38 here. Write another number, for instance 0.1.");
        assertThat(number.toBuilder().set("share", "1.0E-50").build().find(fraction))
                .contains(0f);
    }

    @Test
    void readsInfinityAsANumberThoughItsTextIsYamls() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("a", Double.POSITIVE_INFINITY, Origin.PROGRAM)
                .set("b", Double.NEGATIVE_INFINITY, Origin.PROGRAM)
                .set("c", Double.NaN, Origin.PROGRAM)
                .build();
        assertThat(configuration.toMap()).isEqualTo(Map.of("a", ".inf", "b", "-.inf", "c", ".nan"));
        assertThat(configuration.get(ConfigurationOption.decimal("a"))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(configuration.get(ConfigurationOption.decimal("b"))).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(configuration.get(ConfigurationOption.decimal("c"))).isNaN();
        assertThatIllegalArgumentException().isThrownBy(() -> configuration.get(ConfigurationOption.fraction("a")));
        assertThatIllegalArgumentException().isThrownBy(() -> configuration.get(ConfigurationOption.fraction("c")));
    }

    @Test
    void roundsANumberToAFractionOnce() {
        double betweenTwoFloats = 1 + Math.scalb(1.0, -24);
        ConfigurationOption<Float> fraction = ConfigurationOption.fraction("share");
        FlinkConfiguration number = FlinkConfiguration.builder()
                .set("share", betweenTwoFloats, Origin.PROGRAM)
                .build();
        assertThat(number.get(fraction)).isEqualTo(1f);
        assertThat(FlinkConfiguration.of(number.toMap()).get(fraction)).isEqualTo(Math.nextUp(1f));
    }

    @Test
    void readsBracketsAsPartOfAnItemWhereListsAreSeparatedBySemicolons() {
        ConfigurationOption<List<String>> list = ConfigurationOption.textList("list");
        FlinkConfiguration yaml = FlinkConfiguration.of(Map.of("list", "[a, b]"));
        assertThat(yaml.listGrammar()).isEqualTo(ListGrammar.YAML);
        assertThat(yaml.get(list)).containsExactly("a", "b");
        FlinkConfiguration lines =
                yaml.toBuilder().listGrammar(ListGrammar.SEMICOLONS).build();
        assertThat(lines.toBuilder().build().listGrammar()).isEqualTo(ListGrammar.SEMICOLONS);
        assertThat(lines.get(list)).containsExactly("[a, b]");
        assertThat(lines).isNotEqualTo(yaml);
    }

    @Test
    void readsAKeyInTheGrammarOfAnOptionOfAnotherKey() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("old", "5", "word", "five"));
        assertThat(configuration.readOrNull("old", SLOTS)).isEqualTo(5);
        assertThat(configuration.readOrNull("absent", SLOTS.withDefault(1))).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.readOrNull("word", SLOTS))
                .withMessage("Cannot read \"five\" as a whole number. Write digits, for instance 4.");
    }

    @Test
    void keepsTheOriginOfEachEntry() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("a", "1")
                .set("b", "2", Origin.COMMAND_LINE)
                .set("c", "3", Origin.environmentVariable("FLINK_C"))
                .build();
        assertThat(configuration.origin("a")).hasToString("set by the program");
        assertThat(configuration.origin("b")).hasToString("-D on the command line");
        assertThat(configuration.origin("c")).hasToString("environment variable FLINK_C");
        assertThat(configuration.origin("absent")).isEqualTo(Origin.PROGRAM);
        assertThat(configuration.toBuilder().build().origin("b")).isEqualTo(Origin.COMMAND_LINE);
        assertThat(configuration.toBuilder().remove("b").build().origin("b")).isEqualTo(Origin.PROGRAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "security.ssl.rest.key-password",
                "mesos.resourcemanager.framework.secret",
                "s3.SECRET-key",
                "fs.azure.account.key.x",
                "metrics.reporter.x.apikey",
                "a.api-key",
                "a.auth-params",
                "a.service-key",
                "a.Token",
                "a.basic-auth",
                "a.jaas.config",
                "a.http-headers"
            })
    void showsNoSecret(String key) {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of(key, "hunter2"));
        assertThat(FlinkConfiguration.isSensitive(key)).isTrue();
        assertThat(configuration).hasToString("FlinkConfiguration{" + key + "=******}");
        Throwable refusal = catchThrowable(() -> configuration.find(ConfigurationOption.integer(key)));
        assertThat(refusal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use " + key
                        + " (set by the program): its value, not shown here, is not of the expected form.")
                .hasNoCause();
        assertThat(refusal.getSuppressed()).isEmpty();
    }

    @Test
    void showsOtherEntriesInTheOrderOfTheirKeysAndNoEnvironmentVariables() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .set("b", "2")
                .set("a", "1")
                .environmentVariables(Map.of("PASS", "hunter2"))
                .build();
        assertThat(configuration).hasToString("FlinkConfiguration{a=1, b=2}");
        assertThat(FlinkConfiguration.isSensitive("jobmanager.memory.process.size"))
                .isFalse();
    }

    @Test
    void holdsEnvironmentVariablesAsDataAndReadsNoneOfTheProcess() {
        FlinkConfiguration configuration = FlinkConfiguration.builder()
                .environmentVariables(Map.of("FLINK_JM_HEAP", "1g"))
                .build();
        assertThat(configuration.environmentVariable("FLINK_JM_HEAP")).contains("1g");
        assertThat(configuration.environmentVariable("PATH")).isEmpty();
        assertThat(configuration.environmentVariables()).containsExactly(Map.entry("FLINK_JM_HEAP", "1g"));
        assertThat(configuration.toBuilder().build()).isEqualTo(configuration);
        assertThat(configuration.contains("FLINK_JM_HEAP")).isFalse();
    }

    @Test
    void givesEntriesByPrefixInTheOrderOfTheirKeys() {
        FlinkConfiguration configuration =
                FlinkConfiguration.of(Map.of("env.B", "2", "env.A", "1", "env.", "none", "other", "x"));
        assertThat(configuration.withPrefix("env.")).containsExactly(Map.entry("A", "1"), Map.entry("B", "2"));
    }

    @Test
    void isImmutable() {
        Map<String, String> entries = new HashMap<>(Map.of("a", "1"));
        FlinkConfiguration configuration = FlinkConfiguration.of(entries);
        entries.put("a", "2");
        assertThat(configuration.valueOrNull("a")).isEqualTo("1");
        assertThat(configuration.valueOrNull("b")).isNull();
        assertThat(configuration.toMap()).isUnmodifiable();
        assertThat(configuration.keys()).containsExactly("a");
        assertThatThrownBy(() -> configuration.keys().remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(configuration.withPrefix("")).isUnmodifiable();
    }

    @Test
    void equalsByEntriesAndVariablesWhereverTheyWereWritten() {
        FlinkConfiguration one = FlinkConfiguration.of(Map.of("a", "1"));
        FlinkConfiguration same =
                FlinkConfiguration.builder().set("a", "1", Origin.COMMAND_LINE).build();
        assertThat(same).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(one.toBuilder().environmentVariables(Map.of("A", "1")).build())
                .isNotEqualTo(one);
        assertThat(FlinkConfiguration.of(Map.of("a", "2"))).isNotEqualTo(one);
    }

    @Test
    void refusesBlankKeysAndNullValues() {
        FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.set(" ", "1", Origin.COMMAND_LINE))
                .withMessage("A configuration key cannot be blank (-D on the command line).");
        String[] none = new String[1];
        assertThatNullPointerException()
                .isThrownBy(() -> builder.set("rest.port", none[0]))
                .withMessage("rest.port");
    }

    @Test
    void entriesLaidOverWinAndKeepTheRest() {
        Origin line = new Origin("line 3");
        FlinkConfiguration base = FlinkConfiguration.builder()
                .set("kept", "1", Origin.COMMAND_LINE)
                .set("replaced", "2", Origin.COMMAND_LINE)
                .environmentVariables(Map.of("NAME", "x"))
                .build();
        FlinkConfiguration both = base.overlaidWith(Map.of("replaced", "3", "added", "4"), line);
        assertThat(both.toMap())
                .containsOnly(Map.entry("kept", "1"), Map.entry("replaced", "3"), Map.entry("added", "4"));
        assertThat(both.origin("kept")).isEqualTo(Origin.COMMAND_LINE);
        assertThat(both.origin("replaced")).isEqualTo(line);
        assertThat(both.environmentVariable("NAME")).contains("x");
        FlinkConfiguration overNothing = FlinkConfiguration.builder()
                .environmentVariables(Map.of("NAME", "x"))
                .build()
                .overlaidWith(Map.of("added", "4"), line);
        assertThat(overNothing.toMap()).containsOnly(Map.entry("added", "4"));
        assertThat(overNothing.origin("added")).isEqualTo(line);
        assertThat(overNothing.environmentVariable("NAME")).contains("x");
        assertThat(overNothing.toBuilder().build().origin("added")).isEqualTo(line);
    }

    @Test
    void aSecretThatCannotBeReadIsNotQuoted() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("external-resource.token.amount", "hunter2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> configuration.readOrNull(
                        "external-resource.token.amount", ConfigurationOption.longInteger("any")))
                .withMessage("Its value, not shown here, is not of the expected form. Correct it.")
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
    void refusesBlankKeysOfMaps(String blank) {
        Map<String, String> entries = Map.of("a", "1", blank, "2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkConfiguration.of(entries))
                .withMessage("A configuration key cannot be blank (set by the program).");
        for (FlinkConfiguration under :
                List.of(FlinkConfiguration.of(Map.of()), FlinkConfiguration.of(Map.of("b", "1")))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> under.overlaidWith(entries, Origin.COMMAND_LINE))
                    .withMessage("A configuration key cannot be blank (-D on the command line).");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void asksForNoNullKey() {
        FlinkConfiguration configuration = FlinkConfiguration.of(Map.of("a", "1"));
        assertThatNullPointerException()
                .isThrownBy(() -> configuration.valueOrNull(null))
                .withMessage("key");
        assertThatNullPointerException()
                .isThrownBy(() -> configuration.value(null))
                .withMessage("key");
        assertThatNullPointerException()
                .isThrownBy(() -> configuration.contains(null))
                .withMessage("key");
    }

    @Test
    void showsNoSecretThatStandsInJvmOptions() {
        assertThat(FlinkConfiguration.of(Map.of("env.java.opts", "-Da=b -Dkey.password=hunter2  -Dc=d")))
                .hasToString("FlinkConfiguration{env.java.opts=-Da=b -Dkey.password=****** -Dc=d}");
        assertThat(FlinkConfiguration.of(Map.of("env.java.opts", "'-Dkey.password=hunter2 and more' -Dc=d")))
                .hasToString("FlinkConfiguration{env.java.opts=******}");
        assertThat(FlinkConfiguration.of(Map.of("env.java.opts", "-Da='b c'")))
                .hasToString("FlinkConfiguration{env.java.opts=-Da='b c'}");
    }
}
