package io.parley.mesos.client;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ZooKeeper ensemble that the masters elect their leader in. Immutable; its text never has the password.
 *
 * @param servers {@code host:port}, several with commas between them
 * @param path the node below which the masters stand for election, such as {@code /mesos}
 * @param login who reads there, {@code user:password}; none for anyone
 */
public record ZooKeeperAddress(String servers, String path, Optional<String> login) implements MasterAddress {

    private static final Pattern SERVER = Pattern.compile("[^\\s:/@,]+:[0-9]{1,5}|\\[[0-9a-fA-F:.]+]:[0-9]{1,5}");
    private static final Pattern NODES = Pattern.compile("(/[^/\\s]+)+");

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a server is not {@code host:port}, the path is no node below the root, or the
     *     login has no colon
     */
    public ZooKeeperAddress {
        for (String server : servers.split(",", -1)) {
            if (!SERVER.matcher(server).matches()) {
                throw wrong("'" + server + "' is not host:port");
            }
        }
        if (!NODES.matcher(path).matches()) {
            throw wrong("the path '" + path + "' is not a node such as /mesos");
        }
        if (login.filter(both -> both.indexOf(':') < 1).isPresent()) {
            throw wrong("what stands before the @ is not user:password");
        }
    }

    static ZooKeeperAddress parse(String text) {
        String rest = text.substring("zk://".length());
        int at = rest.lastIndexOf('@');
        String place = rest.substring(at + 1);
        int slash = place.indexOf('/');
        if (slash < 0) {
            throw wrong("there is no path; masters are usually started with zk://…/mesos");
        }
        return new ZooKeeperAddress(
                place.substring(0, slash),
                place.substring(slash).replaceAll("/+$", ""),
                at < 0 ? Optional.empty() : Optional.of(rest.substring(0, at)));
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("This zk:// address of the Mesos masters (mesos.master) is wrong: " + why
                + ". Write zk://host:port,host:port/path or zk://user:password@host:port/path.");
    }

    @Override
    public String toString() {
        return "zk://"
                + login.map(both -> both.substring(0, both.indexOf(':')) + ":…@")
                        .orElse("") + servers + path;
    }
}
