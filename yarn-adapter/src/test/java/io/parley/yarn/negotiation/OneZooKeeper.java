package io.parley.yarn.negotiation;

import io.parley.api.launch.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;

/** A real ZooKeeper in this process, with which ResourceManagers agree on the active one. */
final class OneZooKeeper implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);

    private final ZooKeeperServerEmbedded server;

    private OneZooKeeper(ZooKeeperServerEmbedded server) {
        this.server = server;
    }

    static OneZooKeeper start(Path directory) throws Exception {
        Properties settings = new Properties();
        settings.setProperty("clientPortAddress", "127.0.0.1");
        // It does not take 0 for any port.
        settings.setProperty("clientPort", Integer.toString(FreePorts.choose(1).get(0)));
        settings.setProperty("tickTime", "500");
        settings.setProperty("admin.enableServer", "false");
        ZooKeeperServerEmbedded server = ZooKeeperServerEmbedded.builder()
                .baseDir(Files.createDirectories(directory.resolve("zookeeper")))
                .configuration(settings)
                .exitHandler(ExitHandler.LOG_ONLY)
                .build();
        server.start(START.toMillis());
        return new OneZooKeeper(server);
    }

    String address() throws Exception {
        return server.getConnectionString();
    }

    @Override
    public void close() {
        server.close();
    }
}
