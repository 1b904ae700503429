package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkConfigurationTextTest {

    @Test
    void aConfigurationFileHasTheFormOfItsVersion() {
        Map<String, String> entries = Map.of("b.key", "1600m", "a.key", "say \"x\"\\");
        assertThat(FlinkConfigurationText.write(FlinkVersion.parse("2.3.0"), entries))
                .isEqualTo("\"a.key\": \"say \\\"x\\\"\\\\\"\n\"b.key\": \"1600m\"\n");
        assertThat(FlinkConfigurationText.fileName(FlinkVersion.parse("1.18.1")))
                .isEqualTo("flink-conf.yaml");
        assertThat(FlinkConfigurationText.fileName(FlinkVersion.parse("1.19.3")))
                .isEqualTo("config.yaml");
        assertThat(FlinkConfigurationText.write(FlinkVersion.parse("1.11.6"), entries))
                .isEqualTo("a.key: say \"x\"\\\nb.key: 1600m\n");
        assertThat(FlinkConfigurationText.write(FlinkVersion.parse("2.3.0"), Map.of("k", "a\nb#\u2028")))
                .isEqualTo("\"k\": \"a\\u000ab#\\u2028\"\n");
    }

    @ParameterizedTest
    @CsvSource({"'a#b'", "''", "' a'", "'a\n b'"})
    void aValueThatAnOldFileCannotHoldIsRefusedWithoutShowingIt(String value) {
        assertThatThrownBy(() -> FlinkConfigurationText.write(FlinkVersion.parse("1.11.6"), Map.of("some.key", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot write some.key into flink-conf.yaml: its value is empty, starts or ends with a blank, or holds a"
                                + " # or a line break, which that file cannot hold. Change the value.");
    }
}
