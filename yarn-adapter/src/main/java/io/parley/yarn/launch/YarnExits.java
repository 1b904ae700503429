package io.parley.yarn.launch;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.ProcessExit;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** Reads how an application ended from what the ResourceManager says about it. Stateless. */
final class YarnExits {

    /** Starts every line that {@link ContainerLaunch} copies from the logs of a process that died. */
    static final String LOG_LINE = "| ";

    private static final Pattern EXIT_CODE = Pattern.compile("exitCode: (-?\\d{1,9})\\b");

    private YarnExits() {}

    static ProcessExit read(YarnApplicationState state, FinalApplicationStatus finalStatus, String diagnostics) {
        List<String> logLines = diagnostics
                .lines()
                .filter(line -> line.startsWith(LOG_LINE))
                .map(line -> line.substring(LOG_LINE.length()))
                .toList();
        String rest = String.join(
                "\n",
                diagnostics
                        .lines()
                        .filter(line -> !line.startsWith(LOG_LINE))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .distinct()
                        .toList());
        Matcher matcher = EXIT_CODE.matcher(rest);
        OptionalInt status = matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
        return new ProcessExit(reason(state, finalStatus, status), status, rest, once(logLines));
    }

    /** The ResourceManager repeats what the NodeManager said; a block that only repeats counts once. */
    private static List<String> once(List<String> lines) {
        int size = lines.size();
        for (int period = 1; period <= size / 2; period++) {
            if (size % period == 0 && lines.subList(period, size).equals(lines.subList(0, size - period))) {
                return lines.subList(0, period);
            }
        }
        return lines;
    }

    private static ExitReason reason(
            YarnApplicationState state, FinalApplicationStatus finalStatus, OptionalInt status) {
        if (state == YarnApplicationState.KILLED || finalStatus == FinalApplicationStatus.KILLED) {
            return ExitReason.KILLED;
        }
        if (state == YarnApplicationState.FINISHED && finalStatus == FinalApplicationStatus.SUCCEEDED) {
            return ExitReason.COMPLETED;
        }
        return switch (status.orElse(1)) {
            case -100 -> ExitReason.HOST_LOST;
            case -102 -> ExitReason.PREEMPTED;
            case -103, -104 -> ExitReason.MEMORY_EXCEEDED;
            case -105, -106, -107 -> ExitReason.KILLED;
            default -> ExitReason.FAILED;
        };
    }
}
