package io.parley.mesos.matching;

import io.parley.api.environment.PortRequirement;
import java.util.List;

/** A need in the units in which offers are compared. Immutable. */
final class Amounts {

    private final ResourceNeed need;
    private final long[] scalars;
    private final int[] namedPorts;

    Amounts(ResourceNeed need) {
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
