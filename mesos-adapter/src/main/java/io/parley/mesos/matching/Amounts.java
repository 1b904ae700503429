package io.parley.mesos.matching;

import io.parley.api.environment.PortRequirement;
import java.util.List;

/** A need in the units in which offers are compared. Immutable. */
final class Amounts {

    private final ResourceNeed need;
    private final long[] scalars;
    private final int[] namedPorts;
    private final long cpusShare;
    private final long memShare;
    private final long portsShare;

    Amounts(ResourceNeed need, Shares shares) {
        this.need = need;
        this.scalars = new long[] {
            need.cpus().millis(),
            FixedPoint.ofWhole(need.memMebibytes()),
            FixedPoint.ofWhole(need.diskMebibytes()),
            FixedPoint.ofWhole(need.gpus())
        };
        this.namedPorts = need.ports().stream()
                .filter(port -> port.number().isPresent())
                .mapToInt(port -> port.number().getAsInt())
                .toArray();
        this.cpusShare = shares.ofCpus(scalars[Agent.CPUS]);
        this.memShare = shares.ofMem(scalars[Agent.MEM]);
        this.portsShare = shares.ofPorts(need.ports().size());
    }

    long cpusShare() {
        return cpusShare;
    }

    long memShare() {
        return memShare;
    }

    long portsShare() {
        return portsShare;
    }

    /** Gives how large it is: its largest share. */
    long dominantShare() {
        return Math.max(cpusShare, Math.max(memShare, portsShare));
    }

    long scalar(int kind) {
        return scalars[kind];
    }

    int ports() {
        return need.ports().size();
    }

    int[] namedPorts() {
        return namedPorts;
    }

    /** Takes the named ports first, so that no other one gets them, and gives all in the order of the need. */
    void takePorts(PortPool pool, List<Integer> numbers) {
        for (int port : namedPorts) {
            pool.take(port);
        }
        for (PortRequirement port : need.ports()) {
            numbers.add(port.number().isPresent() ? port.number().getAsInt() : pool.takeFirst());
        }
    }
}
