package io.parley.mesos.negotiation;

import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.MasterAddress;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Scheduler;

/**
 * Connects a scheduler with the masters, by Mesos' own interface.
 *
 * <p>Parley's own client needs no native library. Those who have libmesos may plug in the jar's {@code V1Mesos} or
 * {@code V0Mesos}, for instance {@code (scheduler, listener) -> new V1Mesos(scheduler, master)}; that was not tested,
 * for want of the native library.
 */
@FunctionalInterface
public interface MesosConnector {

    /**
     * Begins to connect. The scheduler is told {@code connected} whenever a subscription can be sent, and is called by
     * one thread at a time.
     *
     * @param scheduler is called from now on
     * @param listener may be told what Mesos' callbacks do not tell
     * @return the connection; closed in the end where it is {@link AutoCloseable}
     */
    Mesos connect(Scheduler scheduler, ConnectionListener listener);

    /**
     * Tells whether the listener is told when a master takes TEARDOWN. Where it is not, a stream that ends after it
     * counts as taken.
     *
     * @return false unless overridden
     */
    default boolean tellsTeardown() {
        return false;
    }

    /**
     * Connects by Parley's own client, over HTTP.
     *
     * @param masters where the masters are
     * @param options how to speak to them; its listener is told as well
     * @return the connector
     */
    static MesosConnector http(MasterAddress masters, ClientOptions options) {
        return new HttpConnector(masters, options);
    }
}
