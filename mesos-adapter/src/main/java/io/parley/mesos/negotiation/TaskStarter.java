package io.parley.mesos.negotiation;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.plan.ProcessKind;
import io.parley.mesos.task.TaskLaunch;
import java.util.Arrays;

/**
 * Says what to run in a task. Called once for every task of its demand, with the plan already fitted to the grant,
 * outside of any lock, from a thread of the Mesos client or of any caller of the negotiator; must return quickly, for
 * an offer waits, and be thread-safe.
 */
@FunctionalInterface
public interface TaskStarter {

    /**
     * Makes what the agent runs.
     *
     * @param granted the task with the plan to start in it
     * @return the command, the environment, what is fetched
     */
    TaskLaunch launch(GrantedTask granted);

    /**
     * Runs Flink's own entry point, from where the configuration says that Flink is.
     *
     * @param configuration the configuration of the process
     * @return the starter
     * @throws IllegalArgumentException if nothing in the configuration says where Flink is, for either kind of process
     */
    static TaskStarter ofFlink(FlinkConfiguration configuration) {
        if (Arrays.stream(ProcessKind.values())
                .noneMatch(process -> TaskLaunch.homeOf(configuration, process).isPresent())) {
            throw new IllegalArgumentException("Nothing says where Flink is on the agents. Set"
                    + " parley.mesos.flink-home, or name an image"
                    + " (mesos.resourcemanager.tasks.container.image.name).");
        }
        return granted -> TaskLaunch.of(granted.fit().plan(), configuration, granted.place())
                .build();
    }
}
