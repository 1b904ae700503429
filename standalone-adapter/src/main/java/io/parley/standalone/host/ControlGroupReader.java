package io.parley.standalone.host;

import io.parley.api.size.MemorySize;
import io.parley.standalone.host.HostMemory.ControlGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the control groups of this process that limit memory, of version 1 and 2. Stateless.
 *
 * <p>Source: the Linux manual page cgroups(7) and the kernel's guides to both versions. A group is limited by those
 * around it too, so all of them are read up to where the hierarchy is mounted.
 */
final class ControlGroupReader {

    /** Larger limits stand for none: version 1 writes the largest number of whole pages. */
    private static final long NO_LIMIT = 1L << 60;

    private static final String CONTROLLER = "memory";

    private final Path root;

    ControlGroupReader(Path root) {
        this.root = root;
    }

    /** How a version names its files. */
    private enum Version {
        V1("cgroup", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        V2("cgroup2", "memory.max", "memory.current", "inactive_file");

        private final String fileSystem;
        private final String limit;
        private final String usage;
        private final String reclaimable;

        Version(String fileSystem, String limit, String usage, String reclaimable) {
            this.fileSystem = fileSystem;
            this.limit = limit;
            this.usage = usage;
            this.reclaimable = reclaimable;
        }
    }

    /**
     * Where a hierarchy is mounted.
     *
     * @param top the group that is seen at the mount point
     * @param point the mount point
     */
    private record Mount(String top, Path point) {}

    List<ControlGroup> groups() {
        Path file = root.resolve("proc/self/cgroup");
        List<ControlGroup> groups = new ArrayList<>();
        if (!Files.exists(file)) {
            return groups;
        }
        for (String line : HostMemoryReader.lines(file)) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3) {
                version(fields).ifPresent(version -> groups.addAll(groups(version, fields[2])));
            }
        }
        return groups;
    }

    /** Tells which version a line of /proc/self/cgroup is of, if it is about memory. */
    private static Optional<Version> version(String[] fields) {
        if (fields[0].equals("0") && fields[1].isEmpty()) {
            return Optional.of(Version.V2);
        }
        return Arrays.asList(fields[1].split(",", -1)).contains(CONTROLLER)
                ? Optional.of(Version.V1)
                : Optional.empty();
    }

    private List<ControlGroup> groups(Version version, String path) {
        Mount mount = mount(version);
        List<ControlGroup> groups = new ArrayList<>();
        if (mount == null) {
            return groups;
        }
        Path folder = folder(mount, path);
        while (folder != null && folder.startsWith(mount.point())) {
            group(version, mount, folder).ifPresent(groups::add);
            folder = folder.getParent();
        }
        return groups;
    }

    /** Finds where the hierarchy is mounted; null where it is not. */
    private @Nullable Mount mount(Version version) {
        Path file = root.resolve("proc/self/mountinfo");
        for (String line : HostMemoryReader.lines(file)) {
            // 36 35 0:32 /top /sys/fs/cgroup/memory rw shared:1 - cgroup cgroup rw,memory
            int separator = line.indexOf(" - ");
            String[] before = line.split(" ", -1);
            if (separator < 0 || before.length < 5) {
                continue;
            }
            String[] after = line.substring(separator + 3).split(" ", -1);
            boolean ofVersion = after[0].equals(version.fileSystem);
            boolean ofMemory = version == Version.V2
                    || Arrays.asList(after[after.length - 1].split(",", -1)).contains(CONTROLLER);
            if (ofVersion && ofMemory) {
                return new Mount(
                        unescaped(before[3]), root.resolve(unescaped(before[4]).substring(1)));
            }
        }
        return null;
    }

    /** The kernel writes blanks in paths as octal numbers. */
    private static String unescaped(String path) {
        return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }

    /** In a container, the path may be that of the host, of which only the part below the mounted group is seen. */
    private static Path folder(Mount mount, String path) {
        String top = mount.top().equals("/") ? "" : mount.top();
        String below = path.equals(top) || path.startsWith(top + "/") ? path.substring(top.length()) : path;
        Path folder = mount.point()
                .resolve(below.startsWith("/") ? below.substring(1) : below)
                .normalize();
        return folder.startsWith(mount.point()) && Files.isDirectory(folder) ? folder : mount.point();
    }

    private static Optional<ControlGroup> group(Version version, Mount mount, Path folder) {
        Path setting = folder.resolve(version.limit);
        if (!Files.isReadable(setting)) {
            return Optional.empty();
        }
        String text = String.join("", HostMemoryReader.lines(setting)).strip();
        long limit = text.equals("max") ? Long.MAX_VALUE : HostMemoryReader.number(text, setting);
        if (limit >= NO_LIMIT) {
            return Optional.empty();
        }
        return Optional.of(new ControlGroup(
                "/" + mount.point().relativize(folder),
                setting.toString(),
                MemorySize.ofBytes(limit),
                MemorySize.ofBytes(used(version, folder))));
    }

    private static long used(Version version, Path folder) {
        Path usage = folder.resolve(version.usage);
        if (!Files.isReadable(usage)) {
            return 0;
        }
        long used = HostMemoryReader.number(String.join("", HostMemoryReader.lines(usage)), usage);
        return Math.max(0, used - reclaimable(version, folder));
    }

    /** Gives what files are cached that were not used lately: the system takes that back before it refuses memory. */
    private static long reclaimable(Version version, Path folder) {
        Path statistics = folder.resolve("memory.stat");
        if (!Files.isReadable(statistics)) {
            return 0;
        }
        for (String line : HostMemoryReader.lines(statistics)) {
            if (line.startsWith(version.reclaimable + " ")) {
                return HostMemoryReader.number(line.substring(version.reclaimable.length() + 1), statistics);
            }
        }
        return 0;
    }
}
