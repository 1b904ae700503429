package io.parley.yarn.negotiation;

import java.lang.reflect.Field;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.nodemanager.NodeStatusUpdaterImpl;

/**
 * A node of which nothing is heard as long as this is open, like one whose network is gone: it does not say good-bye,
 * and what runs on it goes on.
 */
final class SilentNode implements AutoCloseable {

    private final CountDownLatch over = new CountDownLatch(1);

    private SilentNode() {}

    static SilentNode of(NodeManager node) throws ReflectiveOperationException, InterruptedException {
        // Its thread of heartbeats sleeps between two of them under this lock.
        Field field = NodeStatusUpdaterImpl.class.getDeclaredField("heartbeatMonitor");
        field.setAccessible(true);
        Object monitor = field.get(node.getNodeStatusUpdater());
        SilentNode silent = new SilentNode();
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(
                () -> {
                    synchronized (monitor) {
                        held.countDown();
                        try {
                            silent.over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                "silence of " + node.getNMContext().getNodeId());
        holder.setDaemon(true);
        holder.start();
        held.await();
        return silent;
    }

    @Override
    public void close() {
        over.countDown();
    }
}
