package io.parley.mesos.updates;

import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/**
 * Acknowledges updates for another scheduler: each that has a uuid, after that scheduler's {@code received} has
 * returned, and not at all if it threw. For those who use {@link io.parley.mesos.client.MesosHttpClient} without a
 * negotiator.
 *
 * <p>An update that comes again after that is acknowledged again and not delivered again. It works with every
 * {@link Mesos}. As safe for threads as the one who calls: one call at a time.
 */
public final class AcknowledgingScheduler implements Scheduler {

    /** Some 10 MiB; updates come again within seconds, not after so many others. */
    private static final int REMEMBERED = 65_536;

    private final Scheduler scheduler;
    private final SeenUpdates seen = new SeenUpdates(REMEMBERED);

    /**
     * Stands before a scheduler.
     *
     * @param scheduler who handles updates and does not acknowledge them
     */
    public AcknowledgingScheduler(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void connected(Mesos mesos) {
        scheduler.connected(mesos);
    }

    @Override
    public void disconnected(Mesos mesos) {
        scheduler.disconnected(mesos);
    }

    @Override
    public void received(Mesos mesos, Event event) {
        if (event.getType() != Event.Type.UPDATE) {
            scheduler.received(mesos, event);
            return;
        }
        TaskStatus status = event.getUpdate().getStatus();
        switch (seen.arrived(status)) {
            case WITHOUT_UUID -> scheduler.received(mesos, event);
            case HANDLED -> mesos.send(acknowledgement(status));
            case NEW, UNDER_WAY -> {
                boolean handled = false;
                try {
                    scheduler.received(mesos, event);
                    handled = true;
                } finally {
                    if (!handled) {
                        seen.failed(status);
                    }
                }
                seen.handled(status);
                mesos.send(acknowledgement(status));
            }
        }
    }

    /**
     * Makes the call that acknowledges an update.
     *
     * @param status the update, which has been handled
     * @return the call, without a framework id
     * @throws IllegalArgumentException if the update has no uuid: those are never acknowledged
     */
    public static Call acknowledgement(TaskStatus status) {
        if (status.getUuid().isEmpty()) {
            throw new IllegalArgumentException("The update of task '"
                    + status.getTaskId().getValue() + "' has no uuid and is never acknowledged.");
        }
        return Call.newBuilder()
                .setType(Call.Type.ACKNOWLEDGE)
                .setAcknowledge(Call.Acknowledge.newBuilder()
                        .setAgentId(status.getAgentId())
                        .setTaskId(status.getTaskId())
                        .setUuid(status.getUuid()))
                .build();
    }
}
