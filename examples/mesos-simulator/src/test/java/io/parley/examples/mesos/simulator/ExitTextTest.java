package io.parley.examples.mesos.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitTextTest {

    /** The others {@link TaskStartTest} sees happen. */
    @ParameterizedTest
    @CsvSource({
        "0, Command exited with status 0",
        "1, Command exited with status 1",
        "15, Command exited with status 15",
        "128, Command exited with status 128",
        "129, Command terminated with signal Hangup",
        "130, Command terminated with signal Interrupt",
        "131, Command terminated with signal Quit",
        "141, Command terminated with signal Broken pipe",
        "144, Command exited with status 144",
        "255, Command exited with status 255"
    })
    void namesTheStatusOrTheSignal(int status, String text) {
        assertThat(ExitText.of(status)).isEqualTo(text);
    }
}
