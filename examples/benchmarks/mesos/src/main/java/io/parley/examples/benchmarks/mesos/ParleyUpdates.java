package io.parley.examples.benchmarks.mesos;

import io.parley.mesos.client.ClientOptions;
import io.parley.mesos.client.MesosHttpClient;
import io.parley.mesos.updates.AcknowledgingScheduler;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Mesos;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.apache.mesos.v1.scheduler.Scheduler;

/** Parley's client, before a scheduler that only counts. Stateless. */
final class ParleyUpdates implements UpdatesSide {

    private static final long MOST_SECONDS = 300;

    @Override
    public Run run(UpdatesMasterProcess master, UpdatesCase what, int updates) {
        Counting counting = new Counting(updates);
        ProcessCosts.Meter meter = new ProcessCosts.Meter();
        try (MesosHttpClient client = MesosHttpClient.connect(
                master.address(),
                ClientOptions.DEFAULT.withEncoding(what.encoding()),
                new AcknowledgingScheduler(counting))) {
            counting.await(client);
            int sentAgain = what.uuids() == UpdatesCase.Uuids.ACKNOWLEDGED ? master.awaitAcknowledged(updates) : 0;
            return new Run(meter.read(), sentAgain);
        }
    }

    @Override
    public String toString() {
        return "parley";
    }

    private static final class Counting implements Scheduler {

        private final int updates;
        private final CountDownLatch all = new CountDownLatch(1);
        private final BitSet seen = new BitSet();
        private int distinct;
        private volatile String trouble = "";

        private Counting(int updates) {
            this.updates = updates;
        }

        @Override
        public void connected(Mesos mesos) {
            mesos.send(Call.newBuilder()
                    .setType(Call.Type.SUBSCRIBE)
                    .setSubscribe(Call.Subscribe.newBuilder()
                            .setFrameworkInfo(FrameworkInfo.newBuilder()
                                    .setUser("benchmark")
                                    .setName("mesos-updates")))
                    .build());
        }

        @Override
        public void disconnected(Mesos mesos) {
            fail("the client lost its subscription");
        }

        @Override
        public void received(Mesos mesos, Event event) {
            switch (event.getType()) {
                case UPDATE -> {
                    int number = NumberedUpdates.number(event.getUpdate().getStatus());
                    if (seen.get(number)) {
                        fail("an update came twice");
                    }
                    seen.set(number);
                    if (++distinct == updates) {
                        all.countDown();
                    }
                }
                case SUBSCRIBED -> {
                    // What was asked for.
                }
                default -> fail("the client told " + event);
            }
        }

        private void fail(String why) {
            trouble = why;
            all.countDown();
        }

        private void await(MesosHttpClient client) {
            boolean came = false;
            try {
                came = all.await(MOST_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!came || !trouble.isEmpty()) {
                throw new IllegalStateException("not all of " + updates + " updates came to the " + client
                        + (trouble.isEmpty() ? "" : ": " + trouble));
            }
        }
    }
}
