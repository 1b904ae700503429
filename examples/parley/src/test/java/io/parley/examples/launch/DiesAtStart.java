package io.parley.examples.launch;

/** Runs in a container: says why on standard error and exits with status 17. */
final class DiesAtStart {

    static final String LAST_WORDS = "The cause: no reason to live.";

    private DiesAtStart() {}

    public static void main(String[] arguments) {
        System.err.println(LAST_WORDS);
        System.exit(17);
    }
}
