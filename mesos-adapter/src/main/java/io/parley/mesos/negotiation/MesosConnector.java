package io.parley.mesos.negotiation;

import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.client.MesosHttpClient;
import java.util.function.Consumer;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Scheduler;

/**
 * Connects a scheduler with the masters, by Mesos' own interface.
 *
 * <p>Parley's own client needs no native library. Those who have libmesos may plug in the jar's {@code V1Mesos} or
 * {@code V0Mesos}, for instance {@code (scheduler, trouble) -> new V1Mesos(scheduler, master)}; that was not tested,
 * for want of the native library.
 */
@FunctionalInterface
public interface MesosConnector {

    /**
     * Begins to connect. The scheduler is told {@code connected} whenever a subscription can be sent, and is called by
     * one thread at a time.
     *
     * @param scheduler is called from now on
     * @param trouble may be told passing troubles, in a sentence without secrets
     * @return the connection; closed in the end where it is {@link AutoCloseable}
     */
    Mesos connect(Scheduler scheduler, Consumer<String> trouble);

    /**
     * Connects by Parley's own client, over HTTP.
     *
     * @param masters where the masters are
     * @param options how to speak to them; its listener is told as well
     * @return the connector
     */
    static MesosConnector http(MasterAddress masters, ClientOptions options) {
        return (scheduler, trouble) -> MesosHttpClient.connect(
                masters,
                options.withListener(event -> {
                    options.listener().happened(event);
                    boolean passing = event instanceof ClientEvent.SubscriptionDelayed
                            || event instanceof ClientEvent.Disconnected
                            || event instanceof ClientEvent.CallRefused;
                    if (passing) {
                        trouble.accept(event.message());
                    }
                }),
                scheduler);
    }
}
