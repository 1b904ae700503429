package io.parley.examples.mesos.simulator;

import java.util.Map;

/**
 * How a command ended, in the words of Mesos. Stateless.
 *
 * <p>Java tells an end by a signal only by a status of 128 and its number, so a command that exits with such a status
 * itself counts as one that ended by a signal.
 */
final class ExitText {

    private static final int SIGNAL = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1,
            "Hangup",
            2,
            "Interrupt",
            3,
            "Quit",
            4,
            "Illegal instruction",
            6,
            "Aborted",
            9,
            "Killed",
            11,
            "Segmentation fault",
            13,
            "Broken pipe",
            15,
            "Terminated");

    private ExitText() {}

    static String of(int status) {
        String signal = SIGNALS.get(status - SIGNAL);
        return signal == null ? "Command exited with status " + status : "Command terminated with signal " + signal;
    }
}
