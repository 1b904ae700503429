package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void listsNamesAsASentenceDoes() {
        assertThat(Words.and(List.of())).isEmpty();
        assertThat(Words.and(List.of("yarn"))).isEqualTo("yarn");
        assertThat(Words.and(List.of("mesos", "yarn"))).isEqualTo("mesos and yarn");
        assertThat(Words.and(List.of("mesos", "standalone", "yarn"))).isEqualTo("mesos, standalone and yarn");
    }

    @Test
    void breaksLinesAtBlanks() {
        assertThat(Words.wrapped("one two three", 7)).containsExactly("one two", "three");
        assertThat(Words.wrapped("one two three", 13)).containsExactly("one two three");
        assertThat(Words.wrapped("", 7)).containsExactly("");
    }

    @Test
    void givesALongWordALineOfItsOwn() {
        assertThat(Words.wrapped("a jobmanager.memory.process.size b", 7))
                .containsExactly("a", "jobmanager.memory.process.size", "b");
    }

    @Test
    void keepsParenthesesTogetherWhereALineHoldsThem() {
        assertThat(Words.wrapped("size (file line 4) or so", 14)).containsExactly("size", "(file line 4)", "or so");
        assertThat(Words.wrapped("size (file line 4) or so", 12)).containsExactly("size (file", "line 4) or", "so");
    }
}
