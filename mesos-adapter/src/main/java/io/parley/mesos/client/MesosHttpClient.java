package io.parley.mesos.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Scheduler;

/**
 * Mesos' own scheduler interface over the v1 HTTP API, without any native library. Thread-safe.
 *
 * <p>It behaves as the jar's {@code V1Mesos} does: {@code connected} asks the scheduler to send SUBSCRIBE, events
 * follow by {@code received}, and {@code disconnected} tells that the stream is over; calls sent while there is no
 * subscription are dropped. Beyond that it tries a subscription again by itself until a master takes it, and tells an
 * error event where trying again is of no use. The scheduler is called by one thread, one call at a time; every method
 * may be called from there and from everywhere else.
 */
public final class MesosHttpClient implements Mesos, AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final MasterAddress masters;
    private final ClientOptions options;
    private final Callbacks callbacks;
    private final Loop loop;
    private final MasterSession session;
    private final Semaphore room;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    private MesosHttpClient(MasterAddress masters, ClientOptions options, Scheduler scheduler) {
        int number = NUMBER.incrementAndGet();
        this.masters = masters;
        this.options = options;
        this.room = new Semaphore(options.bounds().queuedCalls());
        this.callbacks = new Callbacks(scheduler, this, options.listener(), "parley-mesos-callbacks-" + number);
        this.loop = new Loop("parley-mesos-client-" + number);
        this.session = new MasterSession(loop, callbacks, locator(masters, options, loop), options);
    }

    /**
     * Begins to speak to the masters.
     *
     * @param masters where they are
     * @param options how to speak
     * @param scheduler called from now on
     * @return the connection, to be closed
     * @throws IllegalStateException if the address begins with {@code zk://} and ZooKeeper's client is not on the class
     *     path
     */
    public static MesosHttpClient connect(MasterAddress masters, ClientOptions options, Scheduler scheduler) {
        MesosHttpClient client = new MesosHttpClient(masters, options, scheduler);
        client.callbacks.start();
        client.loop.execute(client.session::start);
        return client;
    }

    /**
     * Sends a call, in the order of the calls; waits only where too many calls wait already, and then not in a thread
     * that is interrupted.
     *
     * <p>A framework id that is missing is added. What becomes of the call, the listener is told. Where an answer to
     * offers, REVIVE or SUPPRESS is dropped because too many calls wait, the client reconnects, which voids all offers.
     *
     * @param call the call
     * @throws IllegalArgumentException if something that its type needs is missing, a subscription has two framework
     *     ids or {@code roles} without MULTI_ROLE, an acknowledgement has no uuid, or a duration is negative
     */
    @Override
    public void send(Call call) {
        Call checked = CallRules.checked(call);
        if (closed.get() || !isAdmitted()) {
            String why = closed.get() ? "The client is closed." : "Too many calls wait already.";
            callbacks.tell(new ClientEvent.CallDropped(checked, why));
            if (!closed.get() && CallRules.isMissedForEver(checked)) {
                loop.execute(() -> session.renew("A call " + checked.getType() + " was dropped: " + why));
            }
            return;
        }
        loop.execute(() -> session.submit(checked, room::release));
    }

    private boolean isAdmitted() {
        // Whether its thread is interrupted matters only to a call that would have to wait.
        if (room.tryAcquire()) {
            return true;
        }
        try {
            return room.tryAcquire(options.waits().answer().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives up the subscription, if there is one, and looks for the leading master again. */
    @Override
    public void reconnect() {
        loop.execute(session::reconnect);
    }

    /**
     * Sends the calls that wait, ends the subscription and calls the scheduler no more; each for a bounded time. A
     * framework with a failover timeout lives on without a subscription for that long; TEARDOWN ends it.
     *
     * <p>Called from a callback it returns at once and ends everything behind.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            callbacks.close();
            loop.execute(() -> session.close(ended::countDown));
        }
        if (callbacks.isThisThread()) {
            return;
        }
        Duration most = options.waits().close();
        try {
            // The session itself gives up after the same time.
            boolean inTime = ended.await(most.plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                loop.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        callbacks.awaitEnd(most);
    }

    @Override
    public String toString() {
        return "client of the Mesos masters " + masters;
    }

    private static MasterLocator locator(MasterAddress masters, ClientOptions options, Loop loop) {
        if (masters instanceof ZooKeeperAddress elected) {
            try {
                return new ZooKeeperMasters(elected, options.tls().isPresent() ? "https" : "http", loop);
            } catch (NoClassDefFoundError e) {
                throw new IllegalStateException(
                        "The address " + elected + " of the Mesos masters needs org.apache.zookeeper:zookeeper (3.9) on"
                                + " the class path. Add it, or name the masters by host:port (mesos.master).",
                        e);
            }
        }
        return new ListedMasters((MasterList) masters);
    }
}
