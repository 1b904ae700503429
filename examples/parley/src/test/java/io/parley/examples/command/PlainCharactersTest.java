package io.parley.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainCharactersTest {

    private static final String TREE = "\u2605 \u251c\u2500 \u2502 \u2514\u2500 J\u00fcrgen";

    @Test
    void writesTreesThatACharsetCannotHold() throws IOException {
        assertThat(written(StandardCharsets.US_ASCII)).isEqualTo("* |- | `- J\u00fcrgen");
        assertThat(written(StandardCharsets.ISO_8859_1)).isEqualTo("* |- | `- J\u00fcrgen");
    }

    @Test
    void leavesTreesAloneWhereTheCharsetHoldsThem() throws IOException {
        assertThat(written(StandardCharsets.UTF_8)).isEqualTo(TREE);
    }

    @Test
    void replacesHoweverItIsWritten() throws IOException {
        StringWriter out = new StringWriter();
        Writer plain = new PlainCharacters(out);
        plain.write('\u2605');
        plain.write(TREE.toCharArray(), 2, 2);
        plain.write(TREE, 5, 1);
        plain.append('\u2605');

        assertThat(out).hasToString("*|-|*");
    }

    private static String written(Charset charset) throws IOException {
        StringWriter out = new StringWriter();
        PlainCharacters.whereNeeded(out, charset).write(TREE);
        return out.toString();
    }
}
