package io.parley.examples.command;

/** The escape codes that colour a terminal. */
final class TerminalStyle {

    static final String BOLD = "1";
    static final String DIM = "2";
    static final String RED = "31";
    static final String GREEN = "32";
    static final String YELLOW = "33";

    private static final String ESCAPE = "\u001b[";

    private TerminalStyle() {}

    static String styled(String code, String text) {
        return ESCAPE + code + "m" + text + ESCAPE + "0m";
    }
}
