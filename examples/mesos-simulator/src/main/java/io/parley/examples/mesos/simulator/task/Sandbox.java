package io.parley.examples.mesos.simulator.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** The folders of tasks. Immutable. */
public final class Sandbox {

    private static final System.Logger LOG = System.getLogger(Sandbox.class.getName());

    private final Path path;

    private Sandbox(Path path) {
        this.path = path;
    }

    /**
     * Makes a folder where a real agent would have it below its work directory.
     *
     * @param work the agent's work directory
     * @param agent its id
     * @param framework the framework's id
     * @param executor the executor's id, of a command that of the task
     * @param container the container's id
     * @param user whom it belongs to; empty for the user of this process
     * @return the sandbox
     * @throws IOException if it cannot be made, or there is no such user; the message is Mesos'
     */
    public static Sandbox create(
            Path work, String agent, String framework, String executor, String container, String user)
            throws IOException {
        Path path = work.resolve(
                Path.of("slaves", agent, "frameworks", framework, "executors", executor, "runs", container));
        if (!user.isEmpty()) {
            try {
                work.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            } catch (UserPrincipalNotFoundException e) {
                throw new IOException(
                        "Failed to create executor directory '" + path + "': Failed to chown directory to '" + user
                                + "': No such user '" + user + "'",
                        e);
            }
        }
        Files.createDirectories(path);
        return new Sandbox(path);
    }

    /**
     * Writes a line to the file stderr, for whoever asks why the task did not run.
     *
     * @param line without a line end
     */
    public void complain(String line) {
        try {
            Files.writeString(
                    path.resolve("stderr"),
                    line + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Cannot write to " + path, e);
        }
    }

    /**
     * Gives the folder.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }
}
