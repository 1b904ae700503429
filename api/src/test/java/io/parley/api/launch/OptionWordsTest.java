package io.parley.api.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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

    @Test
    void joinedWordsAreSplitIntoThemselvesAgain() {
        List<String> words = List.of("-Da=it's", "", "two words", "\"", "back\\slash", "-Dplain=1", "'\\''");
        assertThat(OptionWords.split("k", OptionWords.join(words))).isEqualTo(words);
    }

    @Test
    void onlyTheValueOfASensitiveKeyIsHidden() {
        assertThat(OptionWords.masked("-Ds3.secret-key=abc")).isEqualTo("-Ds3.secret-key=******");
        assertThat(OptionWords.masked("-Dplain=abc=d")).isEqualTo("-Dplain=abc=d");
        assertThat(OptionWords.masked("password")).isEqualTo("password");
    }
}
