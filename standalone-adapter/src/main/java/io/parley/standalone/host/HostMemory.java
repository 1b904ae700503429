package io.parley.standalone.host;

import io.parley.api.size.MemorySize;
import java.util.List;
import java.util.Optional;

/**
 * What a host can give to one more process. Immutable.
 *
 * @param physical the memory of the machine
 * @param free what can be used now without swapping, other processes considered; empty where the system does not tell
 * @param controlGroups the control groups with a limit of memory that this process is in, the innermost first
 * @param addressSpace the limit of a process's address space ({@code ulimit -v}); empty without one
 * @param commitLimit what may be promised to all processes together; empty where the system promises more than it has
 */
public record HostMemory(
        MemorySize physical,
        Optional<MemorySize> free,
        List<ControlGroup> controlGroups,
        Optional<MemorySize> addressSpace,
        Optional<CommitLimit> commitLimit) {

    /** Copies the list. */
    public HostMemory {
        controlGroups = List.copyOf(controlGroups);
    }

    /**
     * A control group with a limit of memory. Immutable.
     *
     * @param name its path in the hierarchy, for instance {@code /user.slice}
     * @param setting the file that sets the limit
     * @param limit the limit
     * @param used what its processes use, without what the system would take back
     */
    public record ControlGroup(String name, String setting, MemorySize limit, MemorySize used) {

        /** Gives what is left of the limit. */
        MemorySize left() {
            return limit.compareTo(used) > 0 ? limit.minus(used) : MemorySize.ZERO;
        }
    }

    /**
     * What a system that never promises more than it has may promise ({@code vm.overcommit_memory=2}). Immutable.
     *
     * @param limit to all processes together
     * @param committed what it has promised
     */
    public record CommitLimit(MemorySize limit, MemorySize committed) {

        /** Gives what is left of the limit. */
        MemorySize left() {
            return limit.compareTo(committed) > 0 ? limit.minus(committed) : MemorySize.ZERO;
        }
    }
}
