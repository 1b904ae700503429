package io.parley.api.configuration;

/**
 * Where an entry of a configuration was written. Immutable.
 *
 * @param description a text for people, for instance {@code conf/config.yaml line 12}
 */
public record Origin(String description) {

    /** Set by the calling program. */
    public static final Origin PROGRAM = new Origin("set by the program");

    /** Given as -D on the command line. */
    public static final Origin COMMAND_LINE = new Origin("-D on the command line");

    /**
     * Gives the origin of an entry of a file.
     *
     * @param file the file's name
     * @param line the number of the line, from 1
     * @return the origin
     */
    public static Origin file(String file, int line) {
        return new Origin(file.concat(" line ").concat(Integer.toString(line)));
    }

    /**
     * Gives the origin of a value that comes from an environment variable.
     *
     * @param name the variable's name
     * @return the origin
     */
    public static Origin environmentVariable(String name) {
        return new Origin("environment variable " + name);
    }

    /** Gives the description. */
    @Override
    public String toString() {
        return description;
    }
}
