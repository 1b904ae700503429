package io.parley.examples.command;

import java.util.ArrayList;
import java.util.List;

/** A table of plain text: columns as wide as their widest cell, no blanks at the end of a line. Not thread-safe. */
final class TextTable {

    private static final String GAP = "  ";

    /** To which side the cells of a column go. */
    enum Align {
        /** Texts. */
        LEFT,
        /** Numbers. */
        RIGHT
    }

    private final List<Align> columns;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(Align... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row; cells that are missing at its end stay empty. */
    TextTable row(String... cells) {
        return row(List.of(cells));
    }

    TextTable row(List<String> cells) {
        if (cells.size() > columns.size()) {
            throw new IllegalArgumentException(
                    "A row of " + cells.size() + " cells does not fit a table of " + columns.size() + " columns.");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Gives the lines. */
    List<String> lines() {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP);
            switch (columns.get(column)) {
                case LEFT -> line.append(cell).append(padding);
                case RIGHT -> line.append(padding).append(cell);
            }
        }
        return line.toString().stripTrailing();
    }
}
