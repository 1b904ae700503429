package io.parley.examples.batch;

/**
 * What a batch came to. Immutable.
 *
 * @param lines the number of lines read, which is the number of results written
 * @param refused how many of the results are problems
 */
public record BatchTotals(long lines, long refused) {

    static final BatchTotals NONE = new BatchTotals(0, 0);

    BatchTotals plus(BatchTotals other) {
        return new BatchTotals(Math.addExact(lines, other.lines), Math.addExact(refused, other.refused));
    }
}
