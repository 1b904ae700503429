package io.parley.examples.batch;

import java.io.Serial;
import java.util.List;

/** A line that holds no configuration. */
final class BrokenLineException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String CURE = " Write one JSON object of keys and values in each line, for instance"
            + " {\"jobmanager.memory.process.size\": \"1600m\"}.";

    private final transient LineProblem problem;

    /** Makes the exception; no part of the line's values may be in the reason. */
    BrokenLineException(long line, String reason, List<String> keys) {
        super(null, null, false, false);
        problem = new LineProblem("Cannot read line " + line + " as a configuration: " + reason + "." + CURE, keys);
    }

    LineProblem problem() {
        return problem;
    }
}
