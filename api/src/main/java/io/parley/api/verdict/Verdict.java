package io.parley.api.verdict;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer with its reasons, as a tree: whether an environment admits something, and why. Immutable.
 *
 * @param outcome the answer
 * @param statement what the answer is about; a whole sentence
 * @param comparison the asked and the available amount, where amounts decide
 * @param key the key to change, where one decides
 * @param cure what to do; whole sentences
 * @param reasons the parts that this answer follows from
 */
public record Verdict(
        Outcome outcome,
        String statement,
        Optional<Comparison> comparison,
        Optional<String> key,
        Optional<String> cure,
        List<Verdict> reasons) {

    /** Copies the list. */
    public Verdict {
        reasons = List.copyOf(reasons);
    }

    /** What an environment answers. */
    public enum Outcome {
        /** It fits now. */
        ADMIT,
        /** It does not fit now, but may later without a change. */
        WAIT,
        /** It never fits unless something is changed. */
        NEVER
    }

    /**
     * Two amounts beside each other, with their units.
     *
     * @param asked what was asked for
     * @param available what there is
     */
    public record Comparison(String asked, String available) {}

    /**
     * Makes an answer without amounts, key, cure or further reasons.
     *
     * @param outcome the answer
     * @param statement what it is about
     * @return the verdict
     */
    public static Verdict of(Outcome outcome, String statement) {
        return new Verdict(outcome, statement, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /**
     * Makes an answer that follows from others: the worst of theirs.
     *
     * @param statement what it is about
     * @param reasons the others
     * @return the verdict
     */
    public static Verdict allOf(String statement, List<Verdict> reasons) {
        Outcome worst = Outcome.ADMIT;
        for (Verdict reason : reasons) {
            worst = reason.outcome.compareTo(worst) > 0 ? reason.outcome : worst;
        }
        return new Verdict(worst, statement, Optional.empty(), Optional.empty(), Optional.empty(), reasons);
    }

    /**
     * Adds the amounts that decide.
     *
     * @param asked what was asked for, with its unit
     * @param available what there is, with its unit
     * @return a verdict like this one with the amounts
     */
    public Verdict comparing(String asked, String available) {
        return new Verdict(outcome, statement, Optional.of(new Comparison(asked, available)), key, cure, reasons);
    }

    /**
     * Adds the key to change and what to do.
     *
     * @param keyToChange the key
     * @param whatToDo whole sentences
     * @return a verdict like this one with the cure
     */
    public Verdict curedBy(String keyToChange, String whatToDo) {
        return new Verdict(outcome, statement, comparison, Optional.of(keyToChange), Optional.of(whatToDo), reasons);
    }

    /**
     * Gives the same answer for the second half of a sentence, behind a colon, with its amounts in the statement.
     *
     * @return a verdict like this one, its statement beginning with a small letter
     */
    public Verdict asRefusal() {
        String continued = statement.substring(0, 1).toLowerCase(Locale.ROOT)
                + statement.substring(1)
                + comparison
                        .map(amounts -> " Asked " + amounts.asked + ", available " + amounts.available + ".")
                        .orElse("");
        return new Verdict(outcome, continued, comparison, key, cure, reasons);
    }

    /**
     * Gives the tree as text, a line for each answer, reasons indented below what follows from them.
     *
     * @return lines separated by line feeds
     */
    public String explain() {
        StringBuilder text = new StringBuilder();
        explain(text, 0);
        return text.substring(0, text.length() - 1);
    }

    private void explain(StringBuilder text, int depth) {
        text.append("  ".repeat(depth)).append(outcome).append("  ").append(statement);
        comparison.ifPresent(amounts -> text.append(" Asked ")
                .append(amounts.asked)
                .append(", available ")
                .append(amounts.available)
                .append('.'));
        cure.ifPresent(found -> text.append(' ').append(found));
        text.append('\n');
        for (Verdict reason : reasons) {
            reason.explain(text, depth + 1);
        }
    }

    /** Gives the tree as text. */
    @Override
    public String toString() {
        return explain();
    }
}
