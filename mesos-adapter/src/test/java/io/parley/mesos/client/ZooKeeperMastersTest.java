package io.parley.mesos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.negotiation.BackOff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client with masters that elect their leader in a real ZooKeeper. */
@Timeout(120)
class ZooKeeperMastersTest {

    @TempDir
    Path folder;

    private final RecordingScheduler scheduler = new RecordingScheduler();
    private final ClientOptions options =
            ClientOptions.DEFAULT.withWaits(MesosHttpClientTest.QUICK).withListener(scheduler);
    private final List<ZooKeeper> sessions = new ArrayList<>();
    private NIOServerCnxnFactory server = new NIOServerCnxnFactory();
    private int port;

    @BeforeEach
    void startZooKeeper() throws Exception {
        startZooKeeper(0);
        port = server.getLocalPort();
    }

    private void startZooKeeper(int at) throws IOException, InterruptedException {
        server = new NIOServerCnxnFactory();
        server.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 100);
        server.startup(new ZooKeeperServer(folder.toFile(), folder.toFile(), 500));
    }

    @AfterEach
    void stopZooKeeper() throws Exception {
        for (ZooKeeper session : sessions) {
            session.close(2000);
        }
        server.shutdown();
        MesosHttpClientTest.assertNoThreadIsLeft();
    }

    @Test
    void findsTheLeaderThatIsElectedLaterAndFollowsTheNextOne() throws Exception {
        EventFeed first = new EventFeed(ContentEncoding.PROTOBUF);
        EventFeed second = new EventFeed(ContentEncoding.PROTOBUF);
        try (ScriptedMaster one = ScriptedMaster.start(first);
                ScriptedMaster two = ScriptedMaster.start(second);
                MesosHttpClient client = MesosHttpClient.connect(address(""), options, scheduler)) {
            Thread.sleep(200);
            assertThat(scheduler.told).isEmpty();
            session().create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            session().create("/mesos/log_replicas", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            ZooKeeper leading = candidate(one.port());
            ZooKeeper next = candidate(two.port());
            first.emit(first.stream(), EventFeed.subscribed("f", 15));
            scheduler.nextEvent();
            assertThat(two.requestsNotAskedFor()).isZero();

            leading.close(2000);
            second.emit(second.stream(), EventFeed.subscribed("f", 15));
            scheduler.nextEvent();
            assertThat(scheduler.told)
                    .containsExactly("connected", "SUBSCRIBED", "disconnected", "connected", "SUBSCRIBED");
            assertThat(scheduler.next(ClientEvent.Disconnected.class).message())
                    .isEqualTo("Another Mesos master leads now.");

            // A candidate that does not lead changes nothing.
            candidate(one.port());
            Thread.sleep(300);
            assertThat(scheduler.told).hasSize(5);
            assertThat(next.getState().isAlive()).isTrue();
            client.send(MesosHttpClientTest.acknowledge());
        }
    }

    @Test
    void keepsItsSubscriptionWhileZooKeeperIsAwayAndNoticesChangesAfterwards() throws Exception {
        EventFeed first = new EventFeed(ContentEncoding.PROTOBUF);
        EventFeed second = new EventFeed(ContentEncoding.PROTOBUF);
        try (ScriptedMaster one = ScriptedMaster.start(first);
                ScriptedMaster two = ScriptedMaster.start(second)) {
            session().create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            String node = session()
                    .create(
                            "/mesos/json.info_",
                            info(one.port()),
                            ZooDefs.Ids.OPEN_ACL_UNSAFE,
                            CreateMode.PERSISTENT_SEQUENTIAL);
            try (MesosHttpClient client = MesosHttpClient.connect(address(""), options, scheduler)) {
                first.emit(first.stream(), EventFeed.subscribed("f", 15));
                scheduler.nextEvent();
                server.shutdown();
                Thread.sleep(500);
                startZooKeeper(port);
                assertThat(scheduler.told).containsExactly("connected", "SUBSCRIBED");

                ZooKeeper session = session();
                session.create(
                        "/mesos/json.info_",
                        info(two.port()),
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT_SEQUENTIAL);
                session.delete(node, -1);
                second.stream();
                client.send(MesosHttpClientTest.acknowledge());
            }
        }
    }

    @Test
    void readsWithTheUserAndPasswordOfItsAddress() throws Exception {
        EventFeed feed = new EventFeed(ContentEncoding.PROTOBUF);
        try (ScriptedMaster master = ScriptedMaster.start(feed)) {
            ZooKeeper session = session();
            session.addAuthInfo("digest", "mesos:hunter2".getBytes(StandardCharsets.UTF_8));
            List<ACL> ours = ZooDefs.Ids.CREATOR_ALL_ACL;
            session.create("/mesos", new byte[0], ours, CreateMode.PERSISTENT);
            session.create("/mesos/json.info_", info(master.port()), ours, CreateMode.EPHEMERAL_SEQUENTIAL);
            try (MesosHttpClient client = MesosHttpClient.connect(address("mesos:hunter2@"), options, scheduler)) {
                feed.stream();
                client.reconnect();
            }
            RecordingScheduler stranger = new RecordingScheduler();
            try (MesosHttpClient client = MesosHttpClient.connect(address("mesos:hunter3@"), impatient(), stranger)) {
                assertThat(stranger.nextEvent().getError().getMessage())
                        .isEqualTo("No Mesos master took the subscription within 2.0 s. No leading master is known."
                                + " ZooKeeper (zk://mesos:…@127.0.0.1:" + port + "/mesos) does not let this user read"
                                + " /mesos.");
                client.reconnect();
            }
        }
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        try (MesosHttpClient client = MesosHttpClient.connect(address(""), impatient(), scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage())
                    .contains("has no node /mesos: no master was ever started with this address");
            client.reconnect();
        }
        session().create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        try (MesosHttpClient client = MesosHttpClient.connect(address(""), impatient(), scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage()).contains("No master stands for election");
            client.reconnect();
        }
        session().create("/mesos/json.info_1", new byte[] {'x'}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        try (MesosHttpClient client = MesosHttpClient.connect(address(""), impatient(), scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage()).contains("cannot be read: Not JSON");
            client.reconnect();
        }
        server.shutdown();
        try (MesosHttpClient client = MesosHttpClient.connect(address(""), impatient(), scheduler)) {
            assertThat(scheduler.nextEvent().getError().getMessage())
                    .contains("Check")
                    .contains("address");
            client.reconnect();
        }
        assertThat(scheduler.told).doesNotContain("connected");
        startZooKeeper(port);
    }

    private ClientOptions impatient() {
        return ClientOptions.DEFAULT.withWaits(new ClientOptions.Waits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                3,
                new BackOff(Duration.ofMillis(10), Duration.ofMillis(100)),
                Duration.ofSeconds(1)));
    }

    private MasterAddress address(String login) {
        return MasterAddress.parse("zk://" + login + "127.0.0.1:" + port + "/mesos");
    }

    private ZooKeeper candidate(int master) throws IOException, InterruptedException, KeeperException {
        ZooKeeper session = session();
        session.create("/mesos/json.info_", info(master), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
        return session;
    }

    private static byte[] info(int port) {
        return ElectedMasterTest.RECORDED.replace("5050", String.valueOf(port)).getBytes(StandardCharsets.UTF_8);
    }

    private ZooKeeper session() throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper session = new ZooKeeper("127.0.0.1:" + port, 10_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        sessions.add(session);
        assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
        return session;
    }
}
