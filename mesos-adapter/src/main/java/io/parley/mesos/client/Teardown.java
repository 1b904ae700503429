package io.parley.mesos.client;

import org.apache.mesos.v1.scheduler.Protos.Call;

/** Whether the framework is on its way to its end, after which the end of the stream is no loss. Not thread-safe. */
final class Teardown {

    private boolean underWay;

    boolean isUnderWay() {
        return underWay;
    }

    /** A call is on its way. */
    void sent(Call call) {
        underWay |= isTeardown(call);
    }

    /** What became of a call may mean that the framework lives on. */
    void told(ClientEvent event) {
        underWay &= !((event instanceof ClientEvent.CallRefused refused && isTeardown(refused.call()))
                || (event instanceof ClientEvent.CallDropped dropped && isTeardown(dropped.call())));
    }

    /** Another framework begins. */
    void over() {
        underWay = false;
    }

    static boolean isTeardown(Call call) {
        return call.getType() == Call.Type.TEARDOWN;
    }
}
