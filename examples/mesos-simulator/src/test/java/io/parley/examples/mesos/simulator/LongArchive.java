package io.parley.examples.mesos.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.mesos.v1.Protos.CommandInfo;

/** An archive of 4 MB that takes long to read, and of which nothing is written. */
final class LongArchive {

    private final Path file;

    private LongArchive(Path file) {
        this.file = file;
    }

    /** Writes it to a folder. */
    static LongArchive in(Path folder) throws IOException {
        Path archive = folder.resolve("long-" + folder.getFileName() + ".tar.gz");
        byte[] zeros = zipped(new byte[1 << 20]);
        try (OutputStream output = Files.newOutputStream(archive)) {
            output.write(zipped(headerOfAContinuedFile(4000L << 20)));
            for (int mebibyte = 0; mebibyte < 4000; mebibyte++) {
                output.write(zeros);
            }
        }
        return new LongArchive(archive);
    }

    /** Gives what is in the command line of what unpacks it. */
    String name() {
        return String.valueOf(file.getFileName());
    }

    CommandInfo.URI uri() {
        return CommandInfo.URI
                .newBuilder()
                .setValue(file.toString())
                .setExtract(true)
                .build();
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream output = new GZIPOutputStream(zipped)) {
            output.write(bytes);
        }
        return zipped.toByteArray();
    }

    /** Tar reads over a file that began in another volume. */
    private static byte[] headerOfAContinuedFile(long size) {
        byte[] header = new byte[512];
        put("continued", 0, header);
        put("0000644\0" + "0000000\0".repeat(2) + String.format(Locale.ROOT, "%011o", size), 100, header);
        put("00000000000\0        M", 136, header);
        put("ustar  ", 257, header);
        int sum = 0;
        for (byte each : header) {
            sum += each;
        }
        put(String.format(Locale.ROOT, "%06o", sum) + "\0", 148, header);
        return header;
    }

    private static void put(String text, int at, byte[] header) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
