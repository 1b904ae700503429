package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.MessageFormat;
import java.io.IOException;
import java.time.Duration;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskState;

/** A program that runs a task on a simulator of its own and then waits for somebody to end it. */
final class SimulatorProcess {

    /** The program timeout puts itself in a group of processes of its own, as a shell with jobs does. */
    static final String LINE = "trap '' TERM HUP INT; (timeout 1000 sleep 1000 & echo $! > grouped);"
            + " (sleep 1000 & echo $! > inner); sleep 1000; sleep 1000";

    private SimulatorProcess() {}

    /** Writes the process of the task and the folder of the simulator. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MesosSimulator simulator = MesosSimulator.start();
        RawScheduler scheduler = new RawScheduler(simulator.address(), MessageFormat.PROTOBUF);
        scheduler.subscribe(RawScheduler.info("dies").build());
        Offer offer = scheduler.offer();
        scheduler.accept(offer, RawScheduler.task(offer, "t", LINE, 0.1));
        scheduler.await("t", TaskState.TASK_RUNNING);
        System.out.println(simulator.processes().get(0).pid() + " " + simulator.workDirectory());
        Thread.sleep(Duration.ofMinutes(2).toMillis());
    }
}
