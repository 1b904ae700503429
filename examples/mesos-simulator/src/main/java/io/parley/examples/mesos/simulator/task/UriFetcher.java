package io.parley.examples.mesos.simulator.task;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a command into its sandbox: those of this machine, archives of tar unpacked. A simulator fetches
 * nothing over a network. Thread-safe.
 */
final class UriFetcher {

    private static final List<String> ARCHIVES =
            List.of(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz");
    /** What a real agent unpacks beside those. */
    private static final List<String> OTHER_ARCHIVES = List.of(".zip", ".gz");

    private static final long UNPACK_MINUTES = 5;

    private final Path sandbox;
    private final Watchdog watchdog;
    private @Nullable Process unpacking;
    private boolean killed;

    UriFetcher(Path sandbox, Watchdog watchdog) {
        this.sandbox = sandbox;
        this.watchdog = watchdog;
    }

    /**
     * Fetches one.
     *
     * @throws IOException if it cannot be had; the message says why
     * @throws java.nio.file.InvalidPathException if no file can have its name
     */
    void fetch(CommandInfo.URI uri) throws IOException {
        Path source = path(uri.getValue());
        Path name = Path.of(uri.hasOutputFile() ? uri.getOutputFile() : fileName(source));
        Path target = sandbox.resolve(name).normalize();
        if (!target.startsWith(sandbox)) {
            throw new IOException("The output file " + name + " is outside of the sandbox");
        }
        if (target.equals(sandbox)) {
            throw new IOException("The output file is the sandbox itself");
        }
        if (!Files.isRegularFile(source)) {
            throw new IOException(Files.exists(source) ? "It is no file" : "No such file");
        }
        boolean isUnpacked = uri.getExtract() && !uri.getExecutable();
        if (isUnpacked && !isOneOf(ARCHIVES, target) && isOneOf(OTHER_ARCHIVES, target)) {
            throw new IOException("A simulated agent unpacks archives of tar only, not " + name);
        }
        Files.createDirectories(sandbox.resolve(target).getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        if (uri.getExecutable()) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(target));
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            Files.setPosixFilePermissions(target, permissions);
        } else if (isUnpacked && isOneOf(ARCHIVES, target)) {
            unpack(target);
        }
    }

    private static boolean isOneOf(List<String> endings, Path file) {
        return endings.stream().anyMatch(file.toString()::endsWith);
    }

    private static String fileName(Path source) throws IOException {
        Path name = source.getFileName();
        if (name == null) {
            throw new IOException("The URI " + source + " names no file");
        }
        return name.toString();
    }

    private static Path path(String uri) throws IOException {
        try {
            if (uri.startsWith("file:")) {
                return Path.of(URI.create(uri));
            }
            if (uri.startsWith("/")) {
                return Path.of(uri);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("Not the URI of a file: " + uri, e);
        }
        throw new IOException("A simulated agent fetches files of this machine only, not " + uri);
    }

    private void unpack(Path archive) throws IOException {
        Process tar = start(new ProcessBuilder(
                        TaskSession.leading(List.of("tar", "-C", sandbox.toString(), "-xf", archive.toString())))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        sandbox.resolve("stderr").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
        boolean done = false;
        try {
            done = tar.waitFor(UNPACK_MINUTES, TimeUnit.MINUTES) && tar.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended(tar);
        }
        if (!done) {
            throw new IOException("Cannot unpack " + archive);
        }
    }

    private synchronized Process start(ProcessBuilder builder) throws IOException {
        if (killed) {
            throw new IOException("The task was ended meanwhile");
        }
        Process started = watchdog.start(builder);
        unpacking = started;
        return started;
    }

    private synchronized void ended(Process process) {
        end(process);
        watchdog.forget(process.pid());
        unpacking = null;
    }

    /** Ends what unpacks, now and later. */
    synchronized void kill() {
        killed = true;
        if (unpacking != null) {
            end(unpacking);
        }
    }

    private static void end(Process process) {
        // The number of one that has ended may be that of another by now.
        if (process.isAlive()) {
            TaskSession.members(process.toHandle()).forEach(ProcessHandle::destroyForcibly);
        }
    }
}
