package io.parley.mesos.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Follows the election of the masters in ZooKeeper. Used by the loop's thread only; what ZooKeeper's threads tell is
 * handed over to it.
 */
final class ZooKeeperMasters implements MasterLocator {

    private static final Duration SESSION = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final ZooKeeperAddress address;
    private final String scheme;
    private final Loop loop;
    private final Watcher watcher = event -> inLoop(() -> changed(event));
    private Runnable listener = () -> {};
    private @Nullable ZooKeeper zooKeeper;
    private @Nullable Future<?> nextLook;
    private boolean stopped;
    private Optional<URI> leader = Optional.empty();
    private String trouble = "";

    ZooKeeperMasters(ZooKeeperAddress address, String scheme, Loop loop) {
        this.address = address;
        this.scheme = scheme;
        this.loop = loop;
    }

    @Override
    public void start(Runnable changed) {
        listener = changed;
        open();
    }

    @Override
    public Optional<URI> current() {
        return leader;
    }

    @Override
    public boolean anotherOne() {
        // There is one leader; when it changes, ZooKeeper tells.
        return false;
    }

    @Override
    public void succeeded() {
        // Nothing to remember.
    }

    @Override
    public String trouble() {
        return trouble.isEmpty() ? "ZooKeeper (" + address + ") has not answered yet. Check its address." : trouble;
    }

    @Override
    public void stop() {
        stopped = true;
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        close();
    }

    private void open() {
        try {
            ZKClientConfig settings = new ZKClientConfig();
            settings.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
            ZooKeeper opened = new ZooKeeper(address.servers(), (int) SESSION.toMillis(), watcher, false, settings);
            address.login().ifPresent(login -> opened.addAuthInfo("digest", login.getBytes(StandardCharsets.UTF_8)));
            zooKeeper = opened;
            look();
        } catch (IOException | RuntimeException e) {
            // Its message may repeat the whole address.
            trouble = "ZooKeeper (" + address + ") cannot be reached: "
                    + e.getClass().getSimpleName() + ".";
            lookLater();
        }
    }

    private void changed(WatchedEvent event) {
        switch (event.getState()) {
            case Expired -> {
                trouble = "The session with ZooKeeper (" + address + ") expired.";
                close();
                open();
            }
            case AuthFailed -> trouble = "ZooKeeper (" + address + ") does not know this user or password.";
            case Disconnected ->
                trouble = "ZooKeeper (" + address + ") does not answer. Check that it runs, and its" + " address.";
            default -> look();
        }
    }

    private void look() {
        ZooKeeper asked = zooKeeper;
        if (asked == null) {
            if (!stopped) {
                open();
            }
            return;
        }
        asked.getChildren(
                address.path(),
                watcher,
                (int code, String path, Object context, List<String> children) ->
                        inLoop(() -> listed(asked, Code.get(code), children)),
                null);
    }

    private void listed(ZooKeeper asked, @Nullable Code code, @Nullable List<String> nodes) {
        if (asked != zooKeeper) {
            return;
        }
        if (code != Code.OK || nodes == null) {
            trouble = switch (code == null ? Code.SYSTEMERROR : code) {
                case NONODE ->
                    "ZooKeeper (" + address + ") has no node " + address.path()
                            + ": no master was ever started with this address.";
                case NOAUTH -> "ZooKeeper (" + address + ") does not let this user read " + address.path() + ".";
                default ->
                    "ZooKeeper (" + address + ") does not answer (" + code + "). Check that it runs, and its"
                            + " address.";
            };
            lookLater();
            return;
        }
        Optional<String> node = ElectedMaster.leader(nodes);
        if (node.isEmpty()) {
            trouble = "No master stands for election in ZooKeeper (" + address + ").";
            tell(Optional.empty());
            return;
        }
        asked.getData(
                address.path() + "/" + node.orElseThrow(),
                false,
                (code2, path, context, data, stat) ->
                        inLoop(() -> read(asked, Code.get(code2), node.orElseThrow(), data)),
                null);
    }

    private void read(ZooKeeper asked, @Nullable Code code, String node, byte @Nullable [] data) {
        if (asked != zooKeeper) {
            return;
        }
        if (code != Code.OK || data == null) {
            // It went between the two questions, or the connection did.
            lookLater();
            return;
        }
        try {
            tell(Optional.of(ElectedMaster.endpoint(node, data, scheme)));
        } catch (IOException e) {
            trouble =
                    "What the leading master wrote into ZooKeeper (" + address + ") cannot be read: " + e.getMessage();
            tell(Optional.empty());
        }
    }

    private void tell(Optional<URI> now) {
        if (!now.equals(leader)) {
            leader = now;
            listener.run();
        }
    }

    private void lookLater() {
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        if (!stopped) {
            nextLook = loop.after(AGAIN, this::look);
        }
    }

    private void inLoop(Runnable step) {
        loop.execute(() -> {
            if (!stopped) {
                step.run();
            }
        });
    }

    private void close() {
        ZooKeeper closing = zooKeeper;
        zooKeeper = null;
        if (closing == null) {
            return;
        }
        // Without a connection, closing would first wait for one.
        Thread thread = new Thread(
                () -> {
                    try {
                        closing.close((int) CLOSING.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "parley-mesos-zookeeper-close");
        thread.setDaemon(true);
        thread.start();
    }
}
