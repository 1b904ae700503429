package io.parley.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkVersion;
import io.parley.core.oracle.FlinkJars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads values of files and overrides as options of every type, beside Flink's own options. */
class TypedOptionDifferentialTest {

    private static final long SEED = Long.getLong("parley.seed", 20261122L);
    private static final int NUMBERS = Integer.getInteger("parley.fuzz.numbers", 1_000);

    @TempDir
    private Path directory;

    private FlinkConfiguration parley(String version, Map<String, String> overrides) {
        FlinkConfiguration read = new FlinkConfigurationReader(FlinkVersion.parse(version))
                .read(directory)
                .configuration();
        return new ConfigurationOverrides(overrides).applyTo(read);
    }

    private static Map<OptionType, Optional<Object>> flink(GlobalConfigurationOracle.Loaded loaded)
            throws ReflectiveOperationException {
        Map<OptionType, Optional<Object>> values = new TreeMap<>();
        for (OptionType type : OptionType.values()) {
            values.put(type, loaded.read(type));
        }
        return values;
    }

    /** Reads every type, except a time span that is refused by a Flink which refuses some that later ones read. */
    private static Map<OptionType, Optional<Object>> parley(
            FlinkConfiguration configuration, String version, Map<OptionType, Optional<Object>> flink) {
        Map<OptionType, Optional<Object>> values = new TreeMap<>();
        for (OptionType type : OptionType.values()) {
            boolean refusedByOld = type == OptionType.DURATION
                    && !FlinkVersion.parse(version).isAtLeast(2, 1)
                    && Optional.empty().equals(flink.get(type));
            values.put(type, refusedByOld ? Optional.empty() : type.read(configuration));
        }
        return values;
    }

    /** Compares every value that Flink's reader accepts, and tells how many it were. */
    private int compareEntries(String version, String fileName, List<String> values) throws Exception {
        int accepted = 0;
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle(version)) {
            for (String value : values) {
                Files.writeString(directory.resolve(fileName), OptionType.KEY + ": " + value + "\n");
                Optional<GlobalConfigurationOracle.Loaded> loaded = flink.load(directory, Map.of());
                if (loaded.isPresent() && loaded.get().entries().containsKey(OptionType.KEY)) {
                    accepted++;
                    Map<OptionType, Optional<Object>> expected = flink(loaded.get());
                    assertThat(parley(parley(version, Map.of()), version, expected))
                            .as("<%s> in %s of Flink %s", value, fileName, version)
                            .isEqualTo(expected);
                }
            }
        }
        return accepted;
    }

    private void compareOverrides(String version, String fileName, List<String> values) throws Exception {
        Files.writeString(directory.resolve(fileName), "other: 1\n");
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle(version)) {
            for (String value : values) {
                Map<String, String> overrides = Map.of(OptionType.KEY, value);
                Map<OptionType, Optional<Object>> expected =
                        flink(flink.load(directory, overrides).orElseThrow());
                assertThat(parley(parley(version, overrides), version, expected))
                        .as("<%s> over %s of Flink %s", value, fileName, version)
                        .isEqualTo(expected);
            }
        }
    }

    /** Numbers where a fraction begins, ends, or lies between two floats. */
    private static List<String> numbers() {
        System.out.println("Seed of the numbers: " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> numbers = new ArrayList<>();
        for (double border : new double[] {Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, 0, 1, 0.1}) {
            for (double sign : new double[] {1, -1}) {
                numbers.add(Double.toString(sign * border));
                numbers.add(Double.toString(sign * Math.nextUp(border)));
                numbers.add(Double.toString(sign * Math.nextDown(border)));
            }
        }
        while (numbers.size() < NUMBERS) {
            double number = switch (random.nextInt(3)) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> Float.intBitsToFloat(random.nextInt());
                default -> {
                    float one = Float.intBitsToFloat(random.nextInt());
                    yield ((double) one + Math.nextUp(one)) / 2;
                }
            };
            if (Double.isFinite(number)) {
                numbers.add(Double.toString(number));
            }
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.20.5", "2.3.0"})
    void readsScalarsOfConfigYamlAsOptionsOfEveryType(String version) throws Exception {
        assertThat(compareEntries(version, "config.yaml", OddValues.SCALARS)).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.20.5", "2.3.0"})
    void readsDecimalNumbersOfConfigYamlAsOptionsOfEveryType(String version) throws Exception {
        assertThat(compareEntries(version, "config.yaml", numbers())).isGreaterThanOrEqualTo(NUMBERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.20.5", "2.3.0"})
    void readsTextsThatLookLikeDecimalNumbersAsOptionsOfEveryType(String version) throws Exception {
        compareOverrides(version, "config.yaml", numbers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.20.5", "2.3.0"})
    void readsListsOfConfigYamlAsListOptions(String version) throws Exception {
        assertThat(compareEntries(version, "config.yaml", OddValues.LISTS)).isGreaterThan(20);
        assertThat(compareEntries(version, "config.yaml", OddValues.NESTED_LISTS))
                .isEqualTo(OddValues.NESTED_LISTS.size());
    }

    /** Lists of odd scalars and lists; Flink refuses those that are no YAML. */
    private static List<String> lists() {
        System.out.println("Seed of the lists: " + SEED + " (-Dparley.seed)");
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> items = new ArrayList<>(OddValues.SCALARS);
        items.addAll(OddValues.LISTS);
        items.addAll(OddValues.NESTED_LISTS);
        List<String> lists = new ArrayList<>();
        for (int i = 0; i < NUMBERS; i++) {
            List<String> list = new ArrayList<>();
            for (int j = random.nextInt(4); j >= 0; j--) {
                list.add(items.get(random.nextInt(items.size())));
            }
            lists.add("[" + String.join(", ", list) + "]");
        }
        return lists;
    }

    @Test
    void readsListsOfOddItemsAsListOptions() throws Exception {
        assertThat(compareEntries("2.3.0", "config.yaml", lists())).isGreaterThan(NUMBERS / 2);
    }

    @Test
    void differsFromFlinkInWhiteSpaceOnlyWhereAListIsTheKeyOfAMappingInAList() throws Exception {
        String value = "[[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa], [{? [f] : g}]]";
        Files.writeString(directory.resolve("config.yaml"), OptionType.KEY + ": " + value + "\n");
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle("2.3.0")) {
            String expected = flink.load(directory, Map.of())
                    .orElseThrow()
                    .read(OptionType.TEXT_LIST)
                    .orElseThrow()
                    .toString();
            String actual = OptionType.TEXT_LIST
                    .read(parley("2.3.0", Map.of()))
                    .orElseThrow()
                    .toString();
            assertThat(actual).isNotEqualTo(expected).isEqualToIgnoringWhitespace(expected);
        }
    }

    @Test
    void takesASetForOneItemWhereFlinkReadsAList() throws Exception {
        Files.writeString(directory.resolve("config.yaml"), OptionType.KEY + ": !!set {a, b}\n");
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle("2.3.0")) {
            GlobalConfigurationOracle.Loaded loaded =
                    flink.load(directory, Map.of()).orElseThrow();
            FlinkConfiguration configuration = parley("2.3.0", Map.of());
            assertThat(configuration.toMap()).isEqualTo(loaded.entries());
            assertThat(loaded.read(OptionType.TEXT_LIST)).contains(List.of("a", "b"));
            assertThat(OptionType.TEXT_LIST.read(configuration)).contains(List.of("!!set {a: null, b: null}"));
        }
    }

    @Test
    void takesAnOverrideThatIsAYamlListOfAnotherStyleForOneItemWhereFlinkReadsAList() throws Exception {
        Files.writeString(directory.resolve("config.yaml"), "other: 1\n");
        try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle("2.3.0")) {
            for (String value : OddValues.OTHER_YAML_LISTS) {
                Map<String, String> overrides = Map.of(OptionType.KEY, value);
                assertThat(OptionType.TEXT_LIST.read(parley("2.3.0", overrides)))
                        .as("<%s>", value)
                        .isPresent()
                        .isNotEqualTo(
                                flink.load(directory, overrides).orElseThrow().read(OptionType.TEXT_LIST));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.11.6, flink-conf.yaml", "1.20.5, flink-conf.yaml", "1.20.5, config.yaml", "2.3.0, config.yaml"})
    void readsOverridesAsOptionsOfEveryType(String version, String fileName) throws Exception {
        List<String> values = new ArrayList<>(OddValues.SCALARS);
        values.addAll(OddValues.LISTS);
        compareOverrides(version, fileName, values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.6", "1.20.5"})
    void readsLinesOfFlinkConfAsOptionsOfEveryType(String version) throws Exception {
        List<String> values = new ArrayList<>(OddValues.SCALARS);
        values.addAll(OddValues.LISTS);
        assertThat(compareEntries(version, "flink-conf.yaml", values)).isGreaterThan(100);
    }

    @Test
    void readsTimeSpansThatOnlyLaterLinesRead() throws Exception {
        Map<String, String> since = Map.of(
                "3m", "1.15.4", " 5 M ", "1.15.4", "9223372036854775808 ns", "2.0.2", "PT10S", "2.1.3", "p1d", "2.1.3");
        for (String version : FlinkJars.VERSIONS) {
            String fileName = version.startsWith("1.") ? "flink-conf.yaml" : "config.yaml";
            Files.writeString(directory.resolve(fileName), "other: 1\n");
            try (GlobalConfigurationOracle flink = new GlobalConfigurationOracle(version)) {
                for (Map.Entry<String, String> span : since.entrySet()) {
                    Map<String, String> overrides = Map.of(OptionType.KEY, span.getKey());
                    Optional<Object> expected =
                            flink.load(directory, overrides).orElseThrow().read(OptionType.DURATION);
                    Optional<Object> actual = OptionType.DURATION.read(parley(version, overrides));
                    boolean known = FlinkJars.VERSIONS.indexOf(version) >= FlinkJars.VERSIONS.indexOf(span.getValue());
                    assertThat(actual).as("%s in %s", span.getKey(), version).isPresent();
                    assertThat(expected)
                            .as("%s in Flink %s", span.getKey(), version)
                            .isEqualTo(known ? actual : Optional.empty());
                }
            }
            Files.delete(directory.resolve(fileName));
        }
    }
}
