package io.parley.core.editing;

import io.parley.core.configuration.ConfigurationFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;

/**
 * A configuration file that was read to be edited, and puts an edited text in its place. Does I/O.
 *
 * <p>Bytes that no edit is about are written as they were read, whatever they are. Immutable; two processes that write
 * one file at the same moment are told from each other by its content, not by a lock.
 */
public final class ConfigurationFileIo {

    private final Path file;
    private final ConfigurationFormat format;
    private final byte[] bytes;
    private final Charset charset;
    private final byte[] mark;
    private final String text;

    private ConfigurationFileIo(Path file, ConfigurationFormat format, byte[] bytes) throws IOException {
        this.file = file;
        this.format = format;
        this.bytes = bytes;
        if (format == ConfigurationFormat.FLINK_CONF) {
            charset = charsetOfLines(bytes);
            text = new String(bytes, charset);
            // A byte-order mark is part of the first key there.
            mark = new byte[0];
        } else {
            StringWriter writer = new StringWriter(bytes.length);
            try (YamlUnicodeReader reader = new YamlUnicodeReader(new ByteArrayInputStream(bytes))) {
                reader.transferTo(writer);
                charset = reader.getEncoding();
            }
            text = writer.toString();
            mark = Arrays.copyOf(bytes, bytes.length - text.getBytes(charset).length);
        }
    }

    /**
     * Flink replaces what is no UTF-8; for an edit each such byte stands for a character of its own, so that it is
     * written back as it was.
     */
    private static Charset charsetOfLines(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    /**
     * Reads a file.
     *
     * @param file the file, or a symbolic link to it
     * @param format its format
     * @return the file as it is now
     * @throws IllegalArgumentException if it cannot be read; the message names it
     */
    public static ConfigurationFileIo read(Path file, ConfigurationFormat format) {
        try {
            checkRegular(file);
            return new ConfigurationFileIo(file, format, Files.readAllBytes(file));
        } catch (CharacterCodingException e) {
            throw failure("Cannot read " + file + ": it is not UTF-8 text. Save it as UTF-8.", e);
        } catch (IOException e) {
            throw failure("Cannot read " + file + ": " + reason(e) + ". Name a readable file.", e);
        }
    }

    /**
     * Gives the file.
     *
     * @return the path it was read from
     */
    public Path file() {
        return file;
    }

    /**
     * Gives the format.
     *
     * @return the format it was read as
     */
    public ConfigurationFormat format() {
        return format;
    }

    /**
     * Gives the text.
     *
     * @return the whole text; of a config.yaml without its byte-order mark
     */
    public String text() {
        return text;
    }

    /**
     * Applies edits to the text; writes nothing.
     *
     * @param edits the edits
     * @return the text before and after
     * @throws IllegalArgumentException as {@link ConfigurationEditor#edit} says
     */
    public EditedText edit(List<ConfigurationEdit> edits) {
        return ConfigurationEditor.edit(file, format, text, edits);
    }

    /**
     * Puts a text in the place of the file: all of it or nothing, with the file's mode and owner. The file as it was is
     * kept beside it, as {@code NAME.bak} or, where that exists, {@code NAME.bak.1} and so on. A symbolic link stays
     * one; what it points to is replaced.
     *
     * @param newText the text
     * @return the backup
     * @throws IllegalArgumentException if the file is no longer what was read, or it cannot be written; then nothing
     *     has changed
     */
    public Path replaceWith(String newText) {
        @Nullable Path backup = null;
        @Nullable Path temporary = null;
        boolean replaced = false;
        try {
            Path target = file.toRealPath();
            Path directory = target.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException("it has no directory");
            }
            checkRegular(target);
            checkUnchanged(target);
            if (!Files.isWritable(target)) {
                // A rename would replace it all the same.
                throw new AccessDeniedException(target.toString());
            }
            temporary = Files.createTempFile(directory, "." + target.getFileName(), ".tmp");
            write(temporary, encode(newText));
            keepOwnerAndMode(target, temporary);
            backup = createBackup(target);
            checkUnchanged(target);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            replaced = true;
            force(directory);
            return backup;
        } catch (IOException e) {
            throw failure(
                    "Cannot write " + file + ": " + reason(e) + ". "
                            + (replaced
                                    ? "It was replaced all the same; the backup is " + backup + "."
                                    : "Nothing has changed."),
                    e);
        } finally {
            if (!replaced) {
                delete(temporary);
                delete(backup);
            }
        }
    }

    /** A device or a pipe can be read, once, and would be lost by a rename. */
    private static void checkRegular(Path target) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException("it is no regular file");
        }
    }

    private void checkUnchanged(Path target) throws IOException {
        if (!Arrays.equals(Files.readAllBytes(target), bytes)) {
            throw new IOException("it has changed since it was read; run again");
        }
    }

    /**
     * Gives the charset in which the file is read and written for an edit.
     *
     * @return UTF-8, the one that a config.yaml's byte-order mark names, or ISO-8859-1 for lines that are no UTF-8
     */
    public Charset charset() {
        return charset;
    }

    /**
     * Gives a text as it would be written.
     *
     * @param newText the text
     * @return its bytes in the file's encoding, with the byte-order mark that the file has
     * @throws IllegalArgumentException if that encoding lacks a character of the text
     */
    public byte[] encode(String newText) {
        if (!charset.newEncoder().canEncode(newText)) {
            throw new IllegalArgumentException("Cannot write " + file + ": it is no UTF-8 and is read and written as "
                    + charset + ", which lacks a character of the new text. Convert the file to UTF-8.");
        }
        byte[] encoded = newText.getBytes(charset);
        byte[] all = Arrays.copyOf(mark, mark.length + encoded.length);
        System.arraycopy(encoded, 0, all, mark.length, encoded.length);
        return all;
    }

    private Path createBackup(Path target) throws IOException {
        for (int number = 0; ; number++) {
            Path backup = target.resolveSibling(target.getFileName() + ".bak" + (number == 0 ? "" : "." + number));
            try {
                Files.createFile(backup);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            try {
                // The file may hold secrets: nobody else may read them before the mode is set.
                keepOwnerAndMode(target, backup);
                write(backup, bytes);
                return backup;
            } catch (IOException e) {
                delete(backup);
                throw e;
            }
        }
    }

    private static void write(Path path, byte[] content) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void keepOwnerAndMode(Path from, Path to) throws IOException {
        PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (source == null || target == null) {
            return;
        }
        PosixFileAttributes wanted = source.readAttributes();
        PosixFileAttributes given = target.readAttributes();
        if (!wanted.owner().equals(given.owner())) {
            target.setOwner(wanted.owner());
        }
        if (!wanted.group().equals(given.group())) {
            target.setGroup(wanted.group());
        }
        target.setPermissions(wanted.permissions());
    }

    /** Makes the new name last; where a directory cannot be opened, as on Windows, the system sees to it. */
    private static void force(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private static void delete(@Nullable Path path) {
        if (path == null) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // What stays behind is an unused copy; the reason why nothing was written matters more.
            path.toFile().deleteOnExit();
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "access is denied to " + failure.getMessage();
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return String.valueOf(failure.getMessage());
    }

    private static IllegalArgumentException failure(String message, IOException cause) {
        return new IllegalArgumentException(message, cause);
    }
}
