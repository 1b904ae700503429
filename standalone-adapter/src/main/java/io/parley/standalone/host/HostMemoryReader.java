package io.parley.standalone.host;

import io.parley.api.size.MemorySize;
import io.parley.standalone.host.HostMemory.CommitLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what a Linux host can give from its files under /proc and from those of its control groups. Stateless; nothing
 * is changed.
 */
public final class HostMemoryReader {

    private static final long KIBIBYTE = 1024;
    private static final String STRICT = "2";
    private static final String UNLIMITED = "unlimited";
    private static final String ADDRESS_SPACE = "Max address space";

    private final Path root;

    private HostMemoryReader(Path root) {
        this.root = root;
    }

    /**
     * Tells whether this host can be read.
     *
     * @return whether it tells its memory as Linux does
     */
    public static boolean isSupported() {
        return Files.isReadable(Path.of("/proc/meminfo"));
    }

    /**
     * Reads this host.
     *
     * @return what it can give
     * @throws IllegalArgumentException if this is no Linux, or a file cannot be read; the message names the file
     */
    public static HostMemory read() {
        return read(Path.of("/"));
    }

    /** Reads a host whose files lie below another root. */
    static HostMemory read(Path root) {
        return new HostMemoryReader(root).host();
    }

    private HostMemory host() {
        Path meminfo = root.resolve("proc/meminfo");
        Map<String, MemorySize> sizes = sizes(meminfo);
        return new HostMemory(
                required(sizes, "MemTotal", meminfo),
                Optional.ofNullable(sizes.get("MemAvailable")),
                new ControlGroupReader(root).groups(),
                addressSpace(),
                commitLimit(sizes, meminfo));
    }

    private static MemorySize required(Map<String, MemorySize> sizes, String name, Path file) {
        MemorySize size = sizes.get(name);
        if (size == null) {
            throw new IllegalArgumentException(
                    "Cannot tell what this host can give: " + file + " has no line " + name + ".");
        }
        return size;
    }

    /** Reads lines such as {@code MemTotal: 24684676 kB}. */
    private static Map<String, MemorySize> sizes(Path file) {
        Map<String, MemorySize> sizes = new TreeMap<>();
        for (String line : lines(file)) {
            String[] words = line.split("[:\\s]+", -1);
            if (words.length >= 3 && words[2].equals("kB")) {
                sizes.put(words[0], MemorySize.ofBytes(number(words[1], file) * KIBIBYTE));
            }
        }
        return sizes;
    }

    /** Reads the soft limit, which is the one that counts: {@code Max address space unlimited unlimited bytes}. */
    private Optional<MemorySize> addressSpace() {
        Path file = root.resolve("proc/self/limits");
        for (String line : lines(file)) {
            if (line.startsWith(ADDRESS_SPACE)) {
                String soft = line.substring(ADDRESS_SPACE.length()).strip().split("\\s+", 2)[0];
                return soft.equals(UNLIMITED)
                        ? Optional.empty()
                        : Optional.of(MemorySize.ofBytes(Math.max(0, number(soft, file))));
            }
        }
        return Optional.empty();
    }

    private Optional<CommitLimit> commitLimit(Map<String, MemorySize> sizes, Path meminfo) {
        Path file = root.resolve("proc/sys/vm/overcommit_memory");
        return lines(file).stream().anyMatch(line -> line.strip().equals(STRICT))
                ? Optional.of(new CommitLimit(
                        required(sizes, "CommitLimit", meminfo), required(sizes, "Committed_AS", meminfo)))
                : Optional.empty();
    }

    /** Reads a number of up to 64 bits without a sign; what is larger than a size can be is the largest size. */
    static long number(String text, Path file) {
        try {
            long number = Long.parseUnsignedLong(text.strip());
            return number < 0 ? Long.MAX_VALUE : number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Cannot tell what this host can give: " + file + " has \"" + text + "\" in the place of a number.",
                    e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "Cannot tell what this host can give: there is no " + file
                            + ". Only hosts with Linux tell that; on others start the process without this check.",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Cannot tell what this host can give: " + file + " cannot be read (" + e.getMessage() + ").", e);
        }
    }
}
