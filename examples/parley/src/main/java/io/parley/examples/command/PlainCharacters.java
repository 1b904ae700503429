package io.parley.examples.command;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;

/** Writes the branches of trees in plain characters, for a terminal or a file that has no others. Not thread-safe. */
final class PlainCharacters extends FilterWriter {

    private static final String FANCY = "\u251c\u2514\u2500\u2502\u2605";
    private static final String PLAIN = "|`-|*";

    PlainCharacters(Writer out) {
        super(out);
    }

    /** Gives a writer to which all characters of a tree can be written, whatever the charset holds. */
    static Writer whereNeeded(Writer out, Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode(FANCY) ? out : new PlainCharacters(out);
    }

    @Override
    public void write(int character) throws IOException {
        int index = FANCY.indexOf(character);
        super.write(index < 0 ? character : PLAIN.charAt(index));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        StringBuilder plain = new StringBuilder(length);
        for (int i = offset; i < offset + length; i++) {
            int index = FANCY.indexOf(text.charAt(i));
            plain.append(index < 0 ? text.charAt(i) : PLAIN.charAt(index));
        }
        out.write(plain.toString());
    }
}
