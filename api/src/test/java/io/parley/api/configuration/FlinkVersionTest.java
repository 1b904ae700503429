package io.parley.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.11,1.11",
        "1.11.6,1.11.6",
        "2.3.0,2.3.0",
        "' 1.20 ',1.20",
        "2.4-SNAPSHOT,2.4",
        "1.13.2-vendor1.4.0,1.13.2"
    })
    void readsLinesAndReleasesAndIgnoresSuffixes(String text, String version) {
        assertThat(FlinkVersion.parse(text)).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.", "1.x", "v1.11", "1.11.6.1", "12345.1", "-1.11", "1.11 6", "\u0661.11"})
    void refusesWhatIsNoVersion(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkVersion.parse(text))
                .withMessage("Cannot read \"" + text
                        + "\" as a Flink version. Name a line or a release, for instance 1.11 or 2.3.0.");
    }

    @Test
    void refusesNumbersThatNoVersionHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlinkVersion.parse("0.10.2"))
                .withMessage("No Flink version has the numbers 0, 10, 2: name one such as 1.11.6 or 2.3.0.");
        assertThatIllegalArgumentException().isThrownBy(() -> FlinkVersion.line(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new FlinkVersion(1, 1, OptionalInt.of(-1)));
    }

    @Test
    void ordersByNumberAndALineBeforeItsReleases() {
        assertThat(Stream.of("2.0.0", "2.0", "1.11.6", "1.9", "1.11", "1.11.10", "10.0")
                        .map(FlinkVersion::parse)
                        .sorted())
                .map(FlinkVersion::toString)
                .containsExactly("1.9", "1.11", "1.11.6", "1.11.10", "2.0", "2.0.0", "10.0");
    }

    @ParameterizedTest
    @CsvSource({
        "1.11,1,11,true",
        "1.11.6,1,11,true",
        "1.10.3,1,11,false",
        "2.0,1,20,true",
        "1.20,2,0,false",
        "2.3.0,2,0,true"
    })
    void comparesLinesByNumber(String version, int major, int minor, boolean atLeast) {
        assertThat(FlinkVersion.parse(version).isAtLeast(major, minor)).isEqualTo(atLeast);
    }

    @Test
    void knowsTheLineOfARelease() {
        FlinkVersion line = FlinkVersion.line(1, 11);
        assertThat(FlinkVersion.parse("1.11.6").line()).isEqualTo(line);
        assertThat(line.line()).isSameAs(line);
    }
}
