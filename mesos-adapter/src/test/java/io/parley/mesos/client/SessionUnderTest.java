package io.parley.mesos.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** A session as a client has it, with the masters that a test names, spoken to over real HTTP. */
final class SessionUnderTest implements AutoCloseable {

    final Named masters = new Named();
    final Loop loop = new Loop("parley-mesos-client-test");
    final MasterSession session;
    private final Callbacks callbacks;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean closing;

    SessionUnderTest(RecordingScheduler scheduler, ClientOptions options) {
        Mesos mesos = new Mesos() {
            @Override
            public void send(Call call) {
                SessionUnderTest.this.send(call);
            }

            @Override
            public void reconnect() {
                SessionUnderTest.this.reconnect();
            }
        };
        callbacks = new Callbacks(scheduler, mesos, scheduler, "parley-mesos-callbacks-test");
        session = new MasterSession(loop, callbacks, masters, options);
        callbacks.start();
    }

    void start() {
        loop.execute(session::start);
    }

    void send(Call call) {
        loop.execute(() -> session.submit(call, () -> {}));
    }

    void reconnect() {
        loop.execute(session::reconnect);
    }

    void renew() {
        loop.execute(() -> session.renew("A call is missing."));
    }

    /** Begins to close. */
    void end() {
        closing = true;
        loop.execute(() -> session.close(closed::countDown));
    }

    /** Whether it is closed within the time. */
    boolean ends(Duration most) throws InterruptedException {
        return closed.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (!closing) {
            end();
        }
        try {
            if (!ends(Duration.ofSeconds(20))) {
                throw new AssertionError("The session is not closed.");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        callbacks.close();
        callbacks.awaitEnd(Duration.ofSeconds(5));
    }

    /** Names the leader that a test says, and fails once where it says. */
    static final class Named implements MasterLocator {

        volatile boolean started;
        volatile boolean stopped;
        volatile String failing = "";
        private volatile Runnable changed = () -> {};
        private volatile Optional<URI> leader = Optional.empty();

        void name(ScriptedMaster master) {
            name(Optional.of(URI.create("http://127.0.0.1:" + master.port() + "/api/v1/scheduler")));
        }

        void name(Optional<URI> master) {
            leader = master;
            changed.run();
        }

        @Override
        public void start(Runnable told) {
            started = true;
            changed = told;
        }

        @Override
        public Optional<URI> current() {
            failIf("current");
            return leader;
        }

        @Override
        public boolean anotherOne() {
            failIf("anotherOne");
            return false;
        }

        @Override
        public void succeeded() {
            failIf("succeeded");
        }

        @Override
        public String trouble() {
            return "The test names none.";
        }

        @Override
        public void stop() {
            stopped = true;
        }

        private void failIf(String step) {
            if (failing.equals(step)) {
                failing = "";
                throw new IllegalStateException("as the test wants");
            }
        }
    }

    /**
     * Answers as an {@link EventFeed}, but for the first subscriptions and calls, which are answered as a test says.
     */
    static final class Moody extends EventFeed {

        /** An answer that never comes. */
        static final String NONE = "";

        final Queue<String> subscriptions = new ConcurrentLinkedQueue<>();
        final Queue<String> calls = new ConcurrentLinkedQueue<>();

        /** The connections of which somebody waits for an answer. */
        final List<ScriptedMaster.Connection> waiting = new CopyOnWriteArrayList<>();

        Moody() {
            super(ContentEncoding.PROTOBUF);
        }

        @Override
        public void answer(ScriptedMaster.Request request, ScriptedMaster.Connection connection) throws IOException {
            String status = (request.header("Mesos-Stream-Id").isEmpty() ? subscriptions : calls).poll();
            if (status == null) {
                super.answer(request, connection);
            } else if (status.equals(NONE)) {
                waiting.add(connection);
            } else {
                connection.answer(status, "");
            }
        }

        ScriptedMaster.Connection waiting(int number) throws InterruptedException {
            for (int tries = 0; tries < 500 && waiting.size() <= number; tries++) {
                Thread.sleep(20);
            }
            return waiting.get(number);
        }
    }
}
