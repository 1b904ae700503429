package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.examples.command.TextTable.Align;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void alignsTextsLeftAndNumbersRight() {
        assertThat(new TextTable(Align.LEFT, Align.RIGHT, Align.LEFT)
                        .row("a", "1", "x")
                        .row("long", "1000", "y z")
                        .lines())
                .containsExactly("a        1  x", "long  1000  y z");
    }

    @Test
    void leavesNoBlanksAtTheEndOfALine() {
        assertThat(new TextTable(Align.LEFT, Align.LEFT)
                        .row("a", "")
                        .row("b")
                        .row("c", "d")
                        .lines())
                .containsExactly("a", "b", "c  d");
    }

    @Test
    void refusesMoreCellsThanColumns() {
        TextTable table = new TextTable(Align.LEFT);

        assertThatThrownBy(() -> table.row("a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A row of 2 cells does not fit a table of 1 columns.");
    }
}
