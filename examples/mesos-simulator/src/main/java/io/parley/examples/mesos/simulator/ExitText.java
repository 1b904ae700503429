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
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "Hangup"),
            Map.entry(2, "Interrupt"),
            Map.entry(3, "Quit"),
            Map.entry(4, "Illegal instruction"),
            Map.entry(5, "Trace/breakpoint trap"),
            Map.entry(6, "Aborted"),
            Map.entry(7, "Bus error"),
            Map.entry(8, "Floating point exception"),
            Map.entry(9, "Killed"),
            Map.entry(10, "User defined signal 1"),
            Map.entry(11, "Segmentation fault"),
            Map.entry(12, "User defined signal 2"),
            Map.entry(13, "Broken pipe"),
            Map.entry(14, "Alarm clock"),
            Map.entry(15, "Terminated"));

    private ExitText() {}

    static String of(int status) {
        String signal = SIGNALS.get(status - SIGNAL);
        return signal == null ? "Command exited with status " + status : "Command terminated with signal " + signal;
    }
}
