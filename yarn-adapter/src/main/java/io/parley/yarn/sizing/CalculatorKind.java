package io.parley.yarn.sizing;

import java.util.Optional;

/** The calculators by which a scheduler compares and rounds resources. */
public enum CalculatorKind {
    /** Looks at memory only; every container that has memory gets one vcore and nothing else. */
    DEFAULT("DefaultResourceCalculator", "org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator"),
    /** Rounds every resource by itself. */
    DOMINANT("DominantResourceCalculator", "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");

    private final String title;
    private final String className;

    CalculatorKind(String title, String className) {
        this.title = title;
        this.className = className;
    }

    /**
     * Finds the calculator of a class.
     *
     * @param className the full name of a class
     * @return the calculator, if the class is one of Hadoop's own
     */
    static Optional<CalculatorKind> ofClass(String className) {
        for (CalculatorKind kind : values()) {
            if (kind.className.equals(className)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Gives Hadoop's name, for instance {@code DefaultResourceCalculator}. */
    @Override
    public String toString() {
        return title;
    }
}
