package io.parley.mesos.state;

import io.parley.mesos.state.FrameworkState.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state in a file, which survives a crash of the process, of the system or of the power at any moment.
 *
 * <p>Changes are appended, each call's as one line behind a checksum, and forced to the disk before the call returns. A
 * crash in between leaves at most the last line torn, and that one was promised to nobody: it is dropped. Anything else
 * that does not fit its checksum is damage and refused. Now and then, and whenever something was torn, the file is
 * written anew beside the old one and takes its place in one step; where that fails, the long file goes on. A lock on a
 * second file keeps other processes out. An interrupted thread appends like any other, and stays interrupted.
 * Thread-safe.
 */
public final class FileFrameworkStore implements FrameworkStore {

    private static final System.Logger LOG = System.getLogger(FileFrameworkStore.class.getName());

    private static final byte[] HEAD = "parley-mesos-framework 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LEAST_LINES = 1000;
    /** A thread that is interrupted again and again gets its line written in the end. */
    private static final int MOST_INTERRUPTIONS = 1000;

    private static final String CURE =
            "Name a file in a folder that exists and may be written to, on a disk with room.";

    private final Path file;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final FolderForce folderForce;
    private @Nullable FileChannel channel;
    private FrameworkState state = FrameworkState.EMPTY;
    private long end;
    private int lines;
    /** From so many lines on the file may be written anew; more after that has failed. */
    private int leastLines = LEAST_LINES;
    /** Whether the file's place in its folder may not be on the disk yet. */
    private boolean moved;

    /** Forces a folder to the disk. */
    @FunctionalInterface
    interface FolderForce {
        void force(Path folder) throws IOException;
    }

    private FileFrameworkStore(Path file, FileChannel lockChannel, FileLock lock, FolderForce folderForce) {
        this.file = file;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.folderForce = folderForce;
    }

    /**
     * Opens the file, makes it if it is missing, and reads it.
     *
     * @param file a file in a folder that exists, on a file system of this machine
     * @return the store
     * @throws IOException if another store holds it, it cannot be read or written, or it is damaged
     */
    public static FileFrameworkStore open(Path file) throws IOException {
        return open(file, folder -> {
            try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
                opened.force(true);
            }
        });
    }

    static FileFrameworkStore open(Path file, FolderForce folderForce) throws IOException {
        if (file.getFileName() == null) {
            throw new IOException("Cannot keep the state of a framework in " + file + ": it is a folder. " + CURE);
        }
        boolean interrupted = Thread.interrupted();
        try {
            return lockAndRead(file, folderForce);
        } catch (RefusedFileException e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            throw new IOException(
                    "Cannot read the state of a framework from " + file + ": the thread was interrupted meanwhile.", e);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot keep the state of a framework in " + file + ": " + reason(e, file) + ". " + CURE, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The messages of the JDK are names of files only, for the most frequent reasons. */
    private static String reason(IOException failure, Path file) {
        if (Files.isDirectory(file)) {
            return "it is a folder";
        }
        if (failure instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read or written";
        }
        String told = failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
        return told == null ? String.valueOf(failure.getMessage()) : told;
    }

    /** A file that could be opened and is not to be used; its message says all. */
    private static final class RefusedFileException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedFileException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static FileFrameworkStore lockAndRead(Path file, FolderForce folderForce) throws IOException {
        FileChannel lockChannel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean open = false;
        FileFrameworkStore store = null;
        try {
            store = new FileFrameworkStore(file, lockChannel, lock(file, lockChannel), folderForce);
            store.read();
            open = true;
            return store;
        } finally {
            if (!open) {
                lockChannel.close();
                if (store != null && store.channel != null) {
                    store.channel.close();
                }
            }
        }
    }

    private static FileLock lock(Path file, FileChannel channel) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held in this process; the same refusal.
        }
        if (lock == null) {
            throw new RefusedFileException(
                    "Cannot use " + file + " for the state of a framework: another negotiator uses it."
                            + " Give each framework a file of its own.",
                    null);
        }
        return lock;
    }

    private void read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            rewrite();
            return;
        }
        if (bytes.length < HEAD.length || !Arrays.equals(HEAD, Arrays.copyOf(bytes, HEAD.length))) {
            // A file takes its place whole, so no crash leaves such a one.
            throw damaged(1);
        }
        int whole = HEAD.length;
        int number = 1;
        int torn = 0;
        for (int start = HEAD.length; start < bytes.length; ) {
            int stop = start;
            while (stop < bytes.length && bytes[stop] != '\n') {
                stop++;
            }
            number++;
            Optional<List<Change>> changes =
                    stop < bytes.length ? decode(Arrays.copyOfRange(bytes, start, stop), number) : Optional.empty();
            if (changes.isEmpty()) {
                torn = torn == 0 ? number : torn;
            } else if (torn > 0) {
                throw damaged(torn);
            } else {
                state = state.after(changes.get());
                whole = stop + 1;
                lines++;
            }
            start = stop + 1;
        }
        if (whole < bytes.length || isLong()) {
            rewrite();
        } else {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            end = whole;
        }
    }

    private Optional<List<Change>> decode(byte[] line, int number) throws IOException {
        try {
            return StateLines.decode(line);
        } catch (RuntimeException e) {
            throw new RefusedFileException(
                    "Cannot read " + file + ": line " + number + " is whole, but not of this version of Parley ("
                            + e.getMessage() + "). Use the version that wrote it, or remove it and end the framework at"
                            + " the master (TEARDOWN).",
                    e);
        }
    }

    private IOException damaged(int line) {
        return new RefusedFileException(
                "Cannot read " + file + ": it is damaged at line " + line + ", and not by a crash while it was written."
                        + " Restore it, or remove it and end the framework at the master (TEARDOWN).",
                null);
    }

    private boolean isLong() {
        return lines > leastLines && lines > 2 * state.tasks().size();
    }

    /** Writes the state into a new file that takes the place of the old one. */
    private void rewrite() throws IOException {
        List<Change> changes = new ArrayList<>();
        state.frameworkId().ifPresent(id -> changes.add(new Change.Subscribed(id)));
        state.tasks().values().forEach(task -> changes.add(new Change.TaskChanged(task)));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        FileChannel written = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        boolean done = false;
        try {
            long position = write(written, HEAD, 0);
            for (Change change : changes) {
                position = write(written, StateLines.encode(List.of(change)), position);
            }
            written.force(true);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // The old channel writes to a file that nobody finds any more.
            FileChannel before = channel;
            channel = written;
            end = position;
            lines = changes.size();
            leastLines = LEAST_LINES;
            moved = true;
            done = true;
            if (before != null) {
                before.close();
            }
            forceFolder();
        } finally {
            if (!done) {
                written.close();
            }
        }
    }

    private void forceFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (moved && folder != null) {
            folderForce.force(folder);
        }
        moved = false;
    }

    private static long write(FileChannel to, byte[] bytes, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long next = position;
        while (buffer.hasRemaining()) {
            next += to.write(buffer, next);
        }
        return next;
    }

    @Override
    public synchronized FrameworkState load() {
        return state;
    }

    @Override
    public synchronized void append(List<? extends Change> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        byte[] line = StateLines.encode(changes);
        // A channel is closed by the interruption of whoever uses it.
        boolean interrupted = Thread.interrupted();
        try {
            for (int interruptions = 0; !isAppended(line); interruptions++) {
                interrupted = true;
                boolean unused = Thread.interrupted();
                if (interruptions == MOST_INTERRUPTIONS) {
                    throw new IOException("Cannot keep the state of a framework in " + file
                            + ": the thread was interrupted again and again.");
                }
            }
            end += line.length;
            lines++;
            state = state.after(changes);
            if (isLong()) {
                shorten();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes a line at the end, unless the thread is interrupted meanwhile, which is no failure. */
    private boolean isAppended(byte[] line) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException("Cannot keep the state of a framework in " + file + ": the store is closed.");
        }
        try {
            if (!open.isOpen()) {
                open = FileChannel.open(file, StandardOpenOption.WRITE);
                channel = open;
            }
            write(open, line, end);
            open.force(false);
            forceFolder();
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        } catch (IOException e) {
            forgetHalf(open, e);
            throw new IOException(
                    "Cannot keep the state of a framework in " + file + ": " + e.getMessage()
                            + ". Make room there and start again.",
                    e);
        }
    }

    /** What was appended is kept, whether the file can be written anew or not. */
    private void shorten() {
        try {
            rewrite();
        } catch (IOException e) {
            leastLines = lines + LEAST_LINES;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The state of a framework is kept in " + file + ", which could not be made shorter.",
                    e);
        }
    }

    /** What a failed write has left must not come to stand before the next line. */
    private void forgetHalf(FileChannel open, IOException failure) {
        try {
            open.truncate(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
            // The next line is written over it at the same place.
        }
    }

    @Override
    public synchronized void close() {
        try {
            FileChannel open = channel;
            channel = null;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close " + file + ".", e);
        } finally {
            release();
        }
    }

    private void release() {
        try {
            if (lock.isValid()) {
                lock.release();
            }
            lockChannel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + file + ".", e);
        }
    }
}
