package io.parley.yarn.launch;

import io.parley.api.launch.ExitReason;
import io.parley.api.launch.MemoryOverrun;
import io.parley.api.launch.ProcessExit;
import io.parley.api.size.MemorySize;
import io.parley.yarn.exit.ContainerExit;
import java.util.List;
import java.util.Optional;
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
        return read(state, finalStatus, diagnostics, Optional.empty());
    }

    /**
     * Reads an end.
     *
     * @param granted the memory of the master's container, where it is known
     */
    static ProcessExit read(
            YarnApplicationState state,
            FinalApplicationStatus finalStatus,
            String diagnostics,
            Optional<MemorySize> granted) {
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
        Optional<ContainerExit> container = status.stream()
                .filter(code -> code != 0)
                .mapToObj(code -> new ContainerExit(code, rest))
                .findFirst();
        ExitReason reason = reason(state, finalStatus, container);
        Optional<MemoryOverrun> overrun = container
                .filter(found -> reason == ExitReason.MEMORY_EXCEEDED)
                .flatMap(found -> granted.map(found::overrun).orElseGet(found::overrun));
        return new ProcessExit(
                reason, status, new ContainerExit(status.orElse(0), rest).diagnostics(), once(logLines), overrun);
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
            YarnApplicationState state, FinalApplicationStatus finalStatus, Optional<ContainerExit> container) {
        if (state == YarnApplicationState.KILLED || finalStatus == FinalApplicationStatus.KILLED) {
            return ExitReason.KILLED;
        }
        if (state == YarnApplicationState.FINISHED && finalStatus == FinalApplicationStatus.SUCCEEDED) {
            return ExitReason.COMPLETED;
        }
        // A master that ends without a final status has failed, whatever its exit status is.
        return container.map(ContainerExit::reason).orElse(ExitReason.FAILED);
    }
}
