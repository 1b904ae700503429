package io.parley.mesos.launch;

import io.parley.api.launch.LaunchRequest;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import io.parley.mesos.negotiation.UnfollowedKeys;
import io.parley.mesos.task.FlinkPorts;
import io.parley.mesos.task.TaskLaunch;
import java.util.ArrayList;
import java.util.List;

/** What of a configuration does not come to a process on Mesos as it is written, and why. Stateless. */
final class LaunchRemarks {

    private LaunchRemarks() {}

    /** Gives a remark for each key that is not followed, and one of those that are not handed over. */
    static List<Remark> of(LaunchRequest request) {
        List<Remark> remarks = new ArrayList<>(UnfollowedKeys.remarks(request.configuration()));
        if (request.entryPoint().isEmpty()) {
            remarks.addAll(FlinkPorts.remarks(request.requirements().plan().process(), request.configuration()));
        }
        List<String> withheld = withheld(request);
        if (!withheld.isEmpty()) {
            remarks.add(new Remark(
                    Remark.Kind.WITHOUT_EFFECT,
                    withheld + " may be secrets and were not handed over, for everybody on the agent sees the arguments"
                            + " of a process. Write them into the conf folder of parley.mesos.flink-home.",
                    withheld));
        }
        return remarks;
    }

    /** Gives the keys that the process does not get, because they would be seen by everybody on its host. */
    static List<String> withheld(LaunchRequest request) {
        ProcessKind process = request.requirements().plan().process();
        return request.entryPoint().isEmpty()
                        && TaskLaunch.homeOf(request.configuration(), process).isPresent()
                ? TaskLaunch.withheldKeys(request.configuration())
                : List.of();
    }
}
