package io.parley.mesos.client;

import io.parley.mesos.json.JsonMessageReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mesos.v1.Protos.MasterInfo;

/** How Mesos masters stand for election in ZooKeeper: numbered nodes, of which the lowest leads. Stateless. */
final class ElectedMaster {

    /** Masters before 0.24 wrote protobuf, later ones write JSON. */
    private static final Pattern CANDIDATE = Pattern.compile("(json\\.)?info_([0-9]{1,10})");

    private ElectedMaster() {}

    /** The node of the leader; nothing where no master stands for election. Other nodes are passed over. */
    static Optional<String> leader(List<String> nodes) {
        return nodes.stream()
                .filter(node -> CANDIDATE.matcher(node).matches())
                .min(Comparator.comparingLong(ElectedMaster::number).thenComparing(Comparator.naturalOrder()));
    }

    /**
     * Reads where the leader takes calls.
     *
     * @param node the name of its node
     * @param data what the node holds
     * @param scheme http or https; over https a certificate names hosts rather than addresses
     * @throws IOException if that is not a master's description
     */
    static URI endpoint(String node, byte[] data, String scheme) throws IOException {
        MasterInfo.Builder info = MasterInfo.newBuilder();
        if (node.startsWith("json.")) {
            JsonMessageReader.read(data, info);
        } else {
            info.mergeFrom(data);
        }
        boolean names = scheme.equals("https");
        String host = info.getAddress().getHostname();
        String address = info.getAddress().hasIp() ? info.getAddress().getIp() : dotted(info.getIp());
        int port = info.hasAddress() ? info.getAddress().getPort() : info.getPort();
        String reached = (names && !host.isEmpty()) || address.isEmpty() ? host : address;
        try {
            URI uri = new URI(scheme, null, reached, port, MasterList.PATH, null, null);
            if (uri.getHost() != null && port > 0 && port <= 65_535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IOException("The node " + node + " names no host that can be reached: " + e.getReason(), e);
        }
        throw new IOException("The node " + node + " names no host and port.");
    }

    /** Masters write their address in the order of the network into a number that is read in the other order. */
    private static String dotted(int ip) {
        return ip == 0
                ? ""
                : (ip & 0xff) + "." + (ip >>> 8 & 0xff) + "." + (ip >>> 16 & 0xff) + "." + (ip >>> 24 & 0xff);
    }

    private static long number(String node) {
        Matcher matcher = CANDIDATE.matcher(node);
        return matcher.matches() ? Long.parseLong(matcher.group(2)) : Long.MAX_VALUE;
    }
}
