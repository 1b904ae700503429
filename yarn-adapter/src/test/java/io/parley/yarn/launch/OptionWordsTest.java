package io.parley.yarn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionWordsTest {

    @Test
    void blanksSeparateAndQuotesKeepTogether() {
        assertThat(OptionWords.split("k", "  -Da=1   -Db='two words' \"-Dc=it's\" -Dd=\\ x\t-De=\"a\\\"b\\\\c\\n\" "))
                .containsExactly("-Da=1", "-Db=two words", "-Dc=it's", "-Dd= x", "-De=a\"b\\c\\n");
    }

    @Test
    void nothingIsExpanded() {
        assertThat(OptionWords.split("k", "-Da=$HOME -Db=$(id) -Dc=`id`"))
                .containsExactly("-Da=$HOME", "-Db=$(id)", "-Dc=`id`");
    }

    @Test
    void anEmptyQuotedWordIsAWord() {
        assertThat(OptionWords.split("k", "'' a")).containsExactly("", "a");
        assertThat(OptionWords.split("k", "   ")).isEmpty();
    }

    @Test
    void anOpenQuoteNamesTheKey() {
        assertThatThrownBy(() -> OptionWords.split("env.java.opts", "-Da='b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot split env.java.opts into words: a quote (') is not closed. Close it.");
    }
}
