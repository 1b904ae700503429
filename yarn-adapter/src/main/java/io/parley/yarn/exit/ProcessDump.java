package io.parley.yarn.exit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes the list of processes out of what YARN says about a container. Stateless.
 *
 * <p>When a container uses too much memory, its NodeManager tells every process with its whole command line, in which
 * secrets may be. Daemons keep no more than the end of a long text (10,000 characters on a NodeManager by default), so
 * the list may begin anywhere, in the middle of a line too; what cannot be told apart from it goes with it.
 */
final class ProcessDump {

    private static final String TITLE = "Dump of the process-tree";

    /** Starts each line of the list. */
    private static final String PROCESS = "|- ";

    /** Comes before what a NodeManager said, where a ResourceManager quotes it. */
    private static final String QUOTED = "Diagnostics: ";

    /** What daemons begin a statement with, which ends the list. */
    private static final Pattern STATEMENT =
            Pattern.compile("\\[\\d{4}-\\d\\d-\\d\\d |Container \\[pid=|Container killed |Container exited |Application"
                    + " application_|AM Container for |Failing this attempt|For more detailed output");

    private ProcessDump() {}

    /**
     * Takes the list out.
     *
     * @param diagnostics what YARN says
     * @param begun whether the text may begin within the list
     * @return the other lines
     */
    static String cutFrom(String diagnostics, boolean begun) {
        List<String> kept = new ArrayList<>();
        boolean inList = begun;
        for (String line : diagnostics.lines().toList()) {
            boolean process = line.strip().startsWith(PROCESS);
            if (process && !inList) {
                takeBack(kept);
            }
            int quote = line.indexOf(QUOTED);
            int title = line.indexOf(TITLE);
            if (isStatement(line)) {
                inList = false;
            }
            if (begun && quote >= 0 && !isStatement(line.substring(quote + QUOTED.length()))) {
                keep(kept, line.substring(0, quote + QUOTED.length()), inList);
                inList = true;
            } else if (process || title >= 0) {
                keep(kept, line.substring(0, Math.max(0, title)), inList || process || title == 0);
                inList = true;
            } else {
                keep(kept, line, inList);
            }
        }
        return String.join("\n", kept);
    }

    private static void keep(List<String> kept, String line, boolean inList) {
        if (!inList) {
            kept.add(line);
        }
    }

    /** The title of the list was cut off: what stands before its first whole line belongs to it. */
    private static void takeBack(List<String> kept) {
        for (int last = kept.size() - 1; last >= 0; last--) {
            String line = kept.remove(last);
            int quote = line.indexOf(QUOTED);
            if (quote >= 0 && !isStatement(line.substring(quote + QUOTED.length()))) {
                kept.add(line.substring(0, quote + QUOTED.length()));
                return;
            }
            if (isStatement(line)) {
                kept.add(line);
                return;
            }
        }
    }

    private static boolean isStatement(String line) {
        return STATEMENT.matcher(line).lookingAt();
    }
}
