package io.parley.yarn.negotiation;

import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.client.api.async.impl.NMClientAsyncImpl;
import org.apache.hadoop.yarn.client.api.impl.NMClientImpl;

/**
 * Hadoop's client of the NodeManagers, which also forgets what ended by itself. Thread-safe.
 *
 * <p>Without this, it would remember every container that it ever started and that nobody stopped.
 */
final class ForgetfulNodeClient extends NMClientAsyncImpl {

    private final Starts starts;

    private ForgetfulNodeClient(AbstractCallbackHandler handler, Starts starts) {
        super(ForgetfulNodeClient.class.getName(), starts, handler);
        this.starts = starts;
    }

    static ForgetfulNodeClient telling(AbstractCallbackHandler handler) {
        return new ForgetfulNodeClient(handler, new Starts());
    }

    /** Forgets a container, which has ended. */
    void forget(ContainerId container) {
        containers.remove(container);
        starts.forget(container);
    }

    /** Gives how many containers are remembered. */
    int remembered() {
        return Math.max(containers.size(), starts.remembered());
    }

    /** Hadoop's client that does the work. */
    private static final class Starts extends NMClientImpl {

        private void forget(ContainerId container) {
            startedContainers.remove(container);
        }

        private int remembered() {
            return startedContainers.size();
        }
    }
}
