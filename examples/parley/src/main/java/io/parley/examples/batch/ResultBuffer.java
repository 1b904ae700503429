package io.parley.examples.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Result lines on their way out, as ASCII: what is no ASCII is escaped. Not thread-safe.
 *
 * <p>A member or an element ends with a comma, which the end of its object or array takes back.
 */
final class ResultBuffer {

    /** A chunk of long problems may have needed far more than the next chunks will. */
    private static final int USUAL_SIZE = 4 * 1024 * 1024;

    private static final byte[] HEXADECIMAL = ascii("0123456789ABCDEF");

    private static final int LONGEST_NUMBER = 20;

    /** The digits of 00, 01, 02 and so on. */
    private static final byte[] PAIRS = ascii(
            IntStream.range(0, 100).mapToObj(pair -> "" + pair / 10 + pair % 10).collect(Collectors.joining()));

    /** Whether a character stands for itself within a text. */
    private static final boolean[] IS_PLAIN = new boolean[128];

    static {
        Arrays.fill(IS_PLAIN, ' ', 127, true);
        IS_PLAIN['"'] = false;
        IS_PLAIN['\\'] = false;
    }

    private final byte[] digits = new byte[LONGEST_NUMBER];
    private byte[] bytes;
    private int length;

    ResultBuffer() {
        this(64 * 1024);
    }

    ResultBuffer(int size) {
        bytes = new byte[size];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Forgets the lines. */
    void clear() {
        length = 0;
        if (bytes.length > USUAL_SIZE) {
            bytes = new byte[USUAL_SIZE];
        }
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    void startObject() {
        put('{');
    }

    void endObject() {
        end('}');
    }

    void startArray() {
        put('[');
    }

    void endArray() {
        end(']');
    }

    /** Ends a line, which is one object. */
    void endLine() {
        bytes[length - 1] = '\n';
    }

    /** Encodes the name of a member, for {@link #encoded}. */
    static byte[] name(String name) {
        ResultBuffer buffer = new ResultBuffer(8 + name.length());
        buffer.text(name);
        buffer.bytes[buffer.length - 1] = ':';
        return buffer.copy();
    }

    /** Writes what was encoded before. */
    void encoded(byte[] encoded) {
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    /** Gives what was written so far. */
    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes a number as it is. */
    void number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            put(digits.charAt(i));
        }
        put(',');
    }

    /** Writes a number that is not negative. */
    void number(long number) {
        reserve(LONGEST_NUMBER);
        // Two digits a division: division is what takes the time.
        int at = LONGEST_NUMBER;
        long rest = number;
        while (rest >= 100) {
            long hundreds = rest / 100;
            int pair = 2 * (int) (rest - 100 * hundreds);
            digits[--at] = PAIRS[pair + 1];
            digits[--at] = PAIRS[pair];
            rest = hundreds;
        }
        int pair = 2 * (int) rest;
        digits[--at] = PAIRS[pair + 1];
        if (rest >= 10) {
            digits[--at] = PAIRS[pair];
        }
        System.arraycopy(digits, at, bytes, length, LONGEST_NUMBER - at);
        length += LONGEST_NUMBER - at;
        put(',');
    }

    /** Writes a text. */
    void text(String text) {
        int count = text.length();
        reserve(count + 3);
        byte[] target = bytes;
        int at = length;
        target[at++] = '"';
        int plain = plain(text, target, at);
        length = at + plain;
        for (int i = plain; i < count; i++) {
            character(text.charAt(i));
        }
        reserve(2);
        bytes[length++] = '"';
        bytes[length++] = ',';
    }

    /** Copies characters that need no escape; gives how many, up to the first that does. */
    private static int plain(String text, byte[] target, int at) {
        int count = text.length();
        for (int i = 0; i < count; i++) {
            char character = text.charAt(i);
            if (character >= IS_PLAIN.length || !IS_PLAIN[character]) {
                return i;
            }
            target[at + i] = (byte) character;
        }
        return count;
    }

    private void character(char character) {
        switch (character) {
            case '"', '\\' -> escaped(character);
            case '\b' -> escaped('b');
            case '\t' -> escaped('t');
            case '\n' -> escaped('n');
            case '\f' -> escaped('f');
            case '\r' -> escaped('r');
            default -> {
                if (character >= ' ' && character <= '\u007f') {
                    put(character);
                } else {
                    escaped('u');
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        put((char) HEXADECIMAL[character >> shift & 0xF]);
                    }
                }
            }
        }
    }

    private void escaped(char letter) {
        put('\\');
        put(letter);
    }

    private void end(char bracket) {
        if (bytes[length - 1] == ',') {
            bytes[length - 1] = (byte) bracket;
        } else {
            put(bracket);
        }
        put(',');
    }

    private void put(char character) {
        reserve(1);
        bytes[length++] = (byte) character;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), Math.multiplyExact(2, bytes.length)));
        }
    }

    /** Gives how much, no content. */
    @Override
    public String toString() {
        return "ResultBuffer{" + length + " bytes}";
    }
}
