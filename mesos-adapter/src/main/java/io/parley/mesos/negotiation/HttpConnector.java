package io.parley.mesos.negotiation;

import io.parley.mesos.client.ClientEvent;
import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.MasterAddress;
import io.parley.mesos.client.MesosHttpClient;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Scheduler;

/** Connects by Parley's own client. Immutable. */
record HttpConnector(MasterAddress masters, ClientOptions options) implements MesosConnector {

    @Override
    public Mesos connect(Scheduler scheduler, ConnectionListener listener) {
        return MesosHttpClient.connect(
                masters,
                options.withListener(event -> {
                    options.listener().happened(event);
                    pass(event, listener);
                }),
                scheduler);
    }

    private static void pass(ClientEvent event, ConnectionListener listener) {
        boolean passing = event instanceof ClientEvent.SubscriptionDelayed
                || event instanceof ClientEvent.Disconnected
                || event instanceof ClientEvent.CallRefused;
        if (passing) {
            listener.trouble(event.message());
        }
        if (event instanceof ClientEvent.TornDown) {
            listener.tornDown();
        } else if (event instanceof ClientEvent.CallRefused refused) {
            listener.refused(refused.call(), refused.message());
        } else if (event instanceof ClientEvent.CallDropped dropped) {
            listener.notTaken(dropped.call(), dropped.message());
        } else if (event instanceof ClientEvent.CallUnanswered unanswered) {
            listener.notTaken(unanswered.call(), unanswered.message());
        }
    }

    @Override
    public boolean tellsTeardown() {
        return true;
    }
}
