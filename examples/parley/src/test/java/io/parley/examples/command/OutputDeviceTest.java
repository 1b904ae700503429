package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputDeviceTest {

    @Test
    void isAPipeWithoutATerminal() {
        assertThat(OutputDevice.of(false, Map.of("TERM", "xterm"))).isEqualTo(OutputDevice.PIPE);
    }

    @Test
    void showsColoursOnATerminal() {
        assertThat(OutputDevice.of(true, Map.of("TERM", "xterm"))).isEqualTo(OutputDevice.TERMINAL);
        assertThat(OutputDevice.of(true, Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isEqualTo(OutputDevice.TERMINAL);
    }

    @Test
    void showsNoColoursWhereTheyAreUnwantedOrUnknown() {
        assertThat(OutputDevice.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isEqualTo(OutputDevice.PLAIN_TERMINAL);
        assertThat(OutputDevice.of(true, Map.of("TERM", "dumb"))).isEqualTo(OutputDevice.PLAIN_TERMINAL);
        assertThat(OutputDevice.of(true, Map.of())).isEqualTo(OutputDevice.PLAIN_TERMINAL);
    }
}
