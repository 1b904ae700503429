package io.parley.mesos.negotiation;

import org.apache.mesos.v1.scheduler.Protos.Call;

/** Is told by a connection what Mesos' own callbacks do not tell. Thread-safe. */
public interface ConnectionListener {

    /**
     * Tells a passing trouble.
     *
     * @param message a sentence without secrets
     */
    void trouble(String message);

    /** The master has taken a TEARDOWN. */
    void tornDown();

    /**
     * A call was refused or dropped, or may not have arrived.
     *
     * @param call which
     * @param why in a sentence without secrets
     */
    void notTaken(Call call, String why);
}
