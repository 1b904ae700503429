package io.parley.api.plan;

import java.io.Serial;
import java.util.List;

/** A configuration that gives no plan; carries all problems that were found, not only the first. */
public final class MemoryConfigurationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigurationProblem> problems;

    /**
     * Makes the exception.
     *
     * @param process the process that has no plan
     * @param problems all problems, at least one
     * @throws IllegalArgumentException if there is no problem
     */
    public MemoryConfigurationException(ProcessKind process, List<ConfigurationProblem> problems) {
        super(message(process, problems));
        this.problems = List.copyOf(problems);
    }

    private static String message(ProcessKind process, List<ConfigurationProblem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("A configuration without problems is no reason for this exception.");
        }
        String intent = "Cannot plan the memory of the " + process + ": ";
        if (problems.size() == 1) {
            return intent + problems.get(0).message();
        }
        StringBuilder text = new StringBuilder(intent).append(problems.size()).append(" problems.");
        for (int i = 0; i < problems.size(); i++) {
            text.append('\n').append(i + 1).append(". ").append(problems.get(i).message());
        }
        return text.toString();
    }

    /**
     * Gives all problems.
     *
     * @return the problems, in the order in which they were found
     */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
