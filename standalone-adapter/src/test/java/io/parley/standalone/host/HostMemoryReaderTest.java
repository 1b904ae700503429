package io.parley.standalone.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.OperatingSystemMXBean;
import io.parley.api.size.MemorySize;
import io.parley.standalone.host.HostMemory.CommitLimit;
import io.parley.standalone.host.HostMemory.ControlGroup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Hosts whose files lie in a temporary folder, and this host. */
class HostMemoryReaderTest {

    private static final String V1_MOUNTS = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            """;
    private static final String V2_MOUNTS =
            "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

    @TempDir
    private Path root;

    @BeforeEach
    void layOut() throws IOException {
        write("proc/meminfo", """
                MemTotal:       16777216 kB
                MemFree:         1048576 kB
                MemAvailable:    8388608 kB
                HugePages_Total:       0
                CommitLimit:    12582912 kB
                Committed_AS:    4194304 kB
                """);
        write("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max address space         unlimited            unlimited            bytes
                """);
        write("proc/sys/vm/overcommit_memory", "0\n");
    }

    private Path write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private HostMemory read() {
        return HostMemoryReader.read(root);
    }

    private static MemorySize mebibytes(long number) {
        return MemorySize.ofMebibytes(number);
    }

    @Test
    void readsPhysicalAndFreeMemory() {
        HostMemory host = read();
        assertThat(host.physical()).isEqualTo(mebibytes(16384));
        assertThat(host.free()).contains(mebibytes(8192));
        assertThat(host.controlGroups()).isEmpty();
        assertThat(host.addressSpace()).isEmpty();
        assertThat(host.commitLimit()).isEmpty();
    }

    @Test
    void knowsNothingFreeWhereAnOldKernelDoesNotTell() throws IOException {
        write("proc/meminfo", "MemTotal: 1024 kB\n");
        assertThat(read().free()).isEmpty();
    }

    @Test
    void readsTheSoftLimitOfTheAddressSpace() throws IOException {
        write("proc/self/limits", "Max address space         4294967296           unlimited            bytes\n");
        assertThat(read().addressSpace()).contains(mebibytes(4096));
    }

    @Test
    void readsTheCommitLimitOfAStrictHostOnly() throws IOException {
        write("proc/sys/vm/overcommit_memory", "2\n");
        assertThat(read().commitLimit()).contains(new CommitLimit(mebibytes(12288), mebibytes(4096)));
    }

    @Test
    void readsControlGroupsOfVersion2UpToTheTop() throws IOException {
        write("proc/self/cgroup", "0::/system.slice/flink.service\n");
        write("proc/self/mountinfo", V2_MOUNTS);
        Path inner = write("sys/fs/cgroup/system.slice/flink.service/memory.max", "2147483648\n");
        write("sys/fs/cgroup/system.slice/flink.service/memory.current", "1073741824\n");
        write("sys/fs/cgroup/system.slice/flink.service/memory.stat", "anon 1\ninactive_file 268435456\n");
        Path outer = write("sys/fs/cgroup/system.slice/memory.max", "4294967296\n");
        write("sys/fs/cgroup/system.slice/memory.current", "3221225472\n");
        assertThat(read().controlGroups())
                .containsExactly(
                        new ControlGroup(
                                "/system.slice/flink.service", inner.toString(), mebibytes(2048), mebibytes(768)),
                        new ControlGroup("/system.slice", outer.toString(), mebibytes(4096), mebibytes(3072)));
    }

    @Test
    void readsControlGroupsOfVersion1() throws IOException {
        write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/flink\n0::/\n");
        write("proc/self/mountinfo", V1_MOUNTS);
        Path limit = write("sys/fs/cgroup/memory/flink/memory.limit_in_bytes", "1073741824\n");
        write("sys/fs/cgroup/memory/flink/memory.usage_in_bytes", "536870912\n");
        write("sys/fs/cgroup/memory/flink/memory.stat", "inactive_file 1\ntotal_inactive_file 134217728\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(read().controlGroups())
                .containsExactly(new ControlGroup("/flink", limit.toString(), mebibytes(1024), mebibytes(384)));
    }

    @Test
    void findsItsGroupInAContainerThatSeesTheHostsPath() throws IOException {
        write("proc/self/cgroup", "4:memory:/docker/abc\n");
        write("proc/self/mountinfo", V1_MOUNTS.replace("0:32 / ", "0:32 /docker/abc "));
        Path limit = write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
        assertThat(read().controlGroups())
                .containsExactly(new ControlGroup("/", limit.toString(), mebibytes(1024), MemorySize.ZERO));
    }

    @Test
    void findsItsGroupInANamespaceOfVersion2() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/self/mountinfo", V2_MOUNTS);
        Path limit = write("sys/fs/cgroup/memory.max", "1073741824\n");
        assertThat(read().controlGroups())
                .containsExactly(new ControlGroup("/", limit.toString(), mebibytes(1024), MemorySize.ZERO));
    }

    @Test
    void leavesOutGroupsWithoutALimit() throws IOException {
        write("proc/self/cgroup", "0::/flink\n");
        write("proc/self/mountinfo", V2_MOUNTS);
        write("sys/fs/cgroup/flink/memory.max", "max\n");
        assertThat(read().controlGroups()).isEmpty();
    }

    @Test
    void doesNotLeaveTheMountPoint() throws IOException {
        write("proc/self/cgroup", "0::/../../outside\n");
        write("proc/self/mountinfo", V2_MOUNTS);
        write("sys/outside/memory.max", "1\n");
        write("sys/fs/cgroup/memory.max", "1073741824\n");
        assertThat(read().controlGroups()).extracting(ControlGroup::name).containsExactly("/");
    }

    @Test
    void saysThatOnlyLinuxTells() throws IOException {
        Path file = root.resolve("proc/meminfo");
        Files.delete(file);
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessage("Cannot tell what this host can give: there is no " + file
                        + ". Only hosts with Linux tell that; on others start the process without this check.");
    }

    @Test
    void namesTheFileThatCannotBeRead() throws IOException {
        Path file = root.resolve("proc/meminfo");
        Files.delete(file);
        Files.createDirectory(file);
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageStartingWith("Cannot tell what this host can give: " + file + " cannot be read (");
    }

    @Test
    void namesTheFileThatHoldsNoNumber() throws IOException {
        Path file = write("proc/meminfo", "MemTotal: many kB\n");
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessage(
                        "Cannot tell what this host can give: " + file + " has \"many\" in the place of a number.");
    }

    @Test
    void namesTheLineThatIsMissing() throws IOException {
        Path file = write("proc/meminfo", "MemFree: 1 kB\n");
        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessage("Cannot tell what this host can give: " + file + " has no line MemTotal.");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void agreesWithTheShellOnTheAddressSpace() throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "ulimit -v").start();
        String kibibytes = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertThat(HostMemoryReader.read().addressSpace())
                .isEqualTo(
                        kibibytes.equals("unlimited")
                                ? Optional.empty()
                                : Optional.of(MemorySize.ofBytes(Long.parseLong(kibibytes) * 1024)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void agreesWithTheJvmOnThisHost() {
        HostMemory host = HostMemoryReader.read();
        MemorySize tightest =
                host.controlGroups().stream().map(ControlGroup::limit).reduce(host.physical(), MemorySize::min);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        assertThat(tightest).isEqualTo(MemorySize.ofBytes(system.getTotalMemorySize()));
        assertThat(host.free().orElse(MemorySize.ZERO)).isLessThanOrEqualTo(host.physical());
    }
}
