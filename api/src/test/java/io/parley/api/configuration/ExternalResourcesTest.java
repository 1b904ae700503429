package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalResourcesTest {

    private static final String NAME = ".box.config-key";
    private static final Map<String, String> TWO = Map.of(
            "external-resource.gpu.amount", "2",
            "external-resource.gpu.box.config-key", " box/gpu ",
            "external-resource.fpga.amount", "1",
            "external-resource.fpga.box.config-key", "box/fpga");

    private static Map<String, Long> read(Map<String, String> entries, String... more) {
        Map<String, String> all = new TreeMap<>(entries);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return ExternalResources.read(FlinkConfiguration.of(all), NAME);
    }

    @Test
    void takesEverythingWithAnAmountWhereNothingIsListed() {
        assertThat(read(TWO)).containsExactly(Map.entry("box/fpga", 1L), Map.entry("box/gpu", 2L));
    }

    @Test
    void takesWhatIsListedAndNothingWhereNoneIs() {
        assertThat(read(TWO, "external-resources", "fpga;unknown")).isEqualTo(Map.of("box/fpga", 1L));
        assertThat(read(TWO, "external-resources", "none")).isEmpty();
    }

    @Test
    void leavesOutWhatHasNoNameThereOrAnAmountOfNone() {
        assertThat(read(TWO, "external-resource.gpu.amount", "0", "external-resource.fpga.box.config-key", " "))
                .isEmpty();
        assertThat(ExternalResources.read(FlinkConfiguration.of(TWO), ".other.config-key"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "two", "1.5", ""})
    void namesTheKeyOfAnAmountThatIsNone(String text) {
        assertThatThrownBy(() -> read(TWO, "external-resource.gpu.amount", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use external-resource.gpu.amount (set by the program): \"" + text
                        + "\" is no amount. Write whole digits, for instance 1, or remove it.");
    }

    @Test
    void namesTheKeysOfTwoResourcesOfOneName() {
        assertThatThrownBy(() -> read(TWO, "external-resource.gpu.box.config-key", "box/fpga"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use external-resource.gpu.box.config-key (set by the program):"
                        + " external-resource.fpga.box.config-key names box/fpga already."
                        + " Give each a resource of its own.");
    }

    @Test
    void tellsTheKeysThatItReads() {
        assertThat(ExternalResources.keys(NAME))
                .containsExactly(
                        "external-resources", "external-resource.<name>.amount", "external-resource.<name>" + NAME);
    }
}
