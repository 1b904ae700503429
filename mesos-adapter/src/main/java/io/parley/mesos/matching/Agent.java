package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;
import org.jspecify.annotations.Nullable;

/** All offers of one agent together, and what is left of them. Not thread-safe. */
final class Agent {

    /** The scalars that are counted, by their place in the arrays. */
    static final List<String> SCALARS = List.of("cpus", "mem", "disk", "gpus");

    static final int CPUS = 0;
    static final int MEM = 1;
    static final int DISK = 2;
    static final int GPUS = 3;

    private final int order;
    private final String role;
    private final List<Offer> offers = new ArrayList<>(1);
    private final long[] offered = new long[SCALARS.size()];
    private final long[] left = new long[SCALARS.size()];
    private long portsOffered;
    private long portsLeft;
    private boolean taken;

    /** Made when something is taken or a port is looked for, which is so for few agents of many. */
    private @Nullable AgentStock stock;

    private @Nullable List<OfferID> offerIds;

    Agent(int order, String role) {
        this.order = order;
        this.role = role;
    }

    /** Adds an offer; what the role may not take, and what is special, is not counted. */
    void add(Offer offer) {
        offers.add(offer);
        for (Resource resource : offer.getResourcesList()) {
            if (!ResourceRole.counts(role, resource)) {
                continue;
            }
            if (resource.getType() == Value.Type.SCALAR) {
                int kind = kind(resource);
                if (kind >= 0) {
                    long amount = FixedPoint.of(resource.getScalar().getValue());
                    offered[kind] += amount;
                    left[kind] += amount;
                }
            } else if (PortPool.isPorts(resource)) {
                portsOffered += PortPool.count(resource);
                portsLeft = portsOffered;
            }
        }
    }

    /** Gives the place of a resource among the scalars, negative if it is another one. */
    static int kind(Resource resource) {
        return switch (resource.getName()) {
            case "cpus" -> CPUS;
            case "mem" -> MEM;
            case "disk" -> DISK;
            case "gpus" -> GPUS;
            default -> -1;
        };
    }

    /** The place of its first offer among all. */
    int order() {
        return order;
    }

    List<Offer> offers() {
        return offers;
    }

    Offer first() {
        return offers.get(0);
    }

    List<OfferID> offerIds() {
        List<OfferID> ids = offerIds;
        if (ids == null) {
            ids = offers.stream().map(Offer::getId).toList();
            offerIds = ids;
        }
        return ids;
    }

    boolean isTaken() {
        return taken;
    }

    /** What was offered, in thousandths. */
    long offered(int kind) {
        return offered[kind];
    }

    /** What is left, in thousandths. */
    long left(int kind) {
        return left[kind];
    }

    long portsOffered() {
        return portsOffered;
    }

    long portsLeft() {
        return portsLeft;
    }

    /** Tells whether a port is left. */
    boolean holdsPort(int port) {
        return stock().ports().holds(port);
    }

    private AgentStock stock() {
        AgentStock known = stock;
        if (known == null) {
            known = new AgentStock(offers, role);
            stock = known;
        }
        return known;
    }

    /** Gives one of the fields that are not attributes. */
    Optional<String> field(String name) {
        Offer offer = first();
        return switch (name) {
            case Constraint.HOSTNAME -> Optional.of(offer.getHostname());
            case Constraint.AGENT_ID -> Optional.of(offer.getAgentId().getValue());
            case Constraint.REGION ->
                Optional.of(offer.getDomain().getFaultDomain().getRegion().getName());
            case Constraint.ZONE ->
                Optional.of(offer.getDomain().getFaultDomain().getZone().getName());
            default -> Optional.empty();
        };
    }

    /** Gives the first attribute of a name; an agent has a few only. */
    @Nullable
    Attribute attribute(String name) {
        for (Offer offer : offers) {
            for (Attribute attribute : offer.getAttributesList()) {
                if (attribute.getName().equals(name)) {
                    return attribute;
                }
            }
        }
        return null;
    }

    /** Gives the text of a field or attribute; empty where there is none. */
    Optional<String> valueOf(String name) {
        Optional<String> known = field(name);
        if (known.isPresent()) {
            return known.filter(text -> !text.isEmpty());
        }
        Attribute attribute = attribute(name);
        if (attribute == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (attribute.getType()) {
                    case TEXT -> attribute.getText().getValue();
                    case SCALAR ->
                        FixedPoint.text(Math.round(attribute.getScalar().getValue() * 1000));
                    case RANGES -> textOf(attribute.getRanges());
                    case SET -> String.join(",", attribute.getSet().getItemList());
                });
    }

    /** Gives ranges as they were offered, such as {@code 10-20,30-31}. */
    static String textOf(Value.Ranges ranges) {
        return String.join(
                ",",
                ranges.getRangeList().stream()
                        .map(range -> range.getBegin() + "-" + range.getEnd())
                        .toList());
    }

    /** Keeps the ports that a process wants by number, before any other one takes its first ports. */
    void keepPorts(Amounts need) {
        for (int port : need.namedPorts()) {
            stock().ports().keep(port);
        }
    }

    /** Takes everything, which must be left; reserved resources first. */
    List<Resource> take(Amounts need, List<Integer> portNumbers) {
        taken = true;
        for (int i = 0; i < left.length; i++) {
            left[i] -= need.scalar(i);
        }
        portsLeft -= need.ports();
        return stock().take(need, portNumbers);
    }
}
