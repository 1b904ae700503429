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
     * A call was refused by the master, or by what stands before it, and has no effect. The offers of an answer that
     * was refused must not stay with this framework: the connection subscribes again, or declines them.
     *
     * @param call which
     * @param why in a sentence without secrets
     */
    void refused(Call call, String why);

    /**
     * A call was dropped, or may not have arrived.
     *
     * @param call which
     * @param why in a sentence without secrets
     */
    void notTaken(Call call, String why);
}
