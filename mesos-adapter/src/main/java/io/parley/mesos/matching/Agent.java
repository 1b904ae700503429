package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Offer;
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
    private final List<Offer> offers = new ArrayList<>(1);
    private final List<List<Slice>> slices = new ArrayList<>(SCALARS.size());
    private final long[] offered = new long[SCALARS.size()];
    private final long[] left = new long[SCALARS.size()];
    private final PortPool ports = new PortPool();
    private @Nullable Map<String, Attribute> attributes;
    private boolean taken;

    Agent(int order) {
        this.order = order;
        for (int i = 0; i < SCALARS.size(); i++) {
            slices.add(new ArrayList<>(1));
        }
    }

    /** Adds an offer; what the role may not take, and what is special, is not counted. */
    void add(Offer offer, String role) {
        offers.add(offer);
        for (Resource resource : offer.getResourcesList()) {
            if (ResourceRole.isSpecial(resource) || !ResourceRole.mayBeTakenBy(role, resource)) {
                continue;
            }
            if (resource.getType() == Value.Type.SCALAR) {
                addScalar(resource);
            } else if (resource.getType() == Value.Type.RANGES
                    && resource.getName().equals("ports")) {
                ports.add(resource);
            }
        }
    }

    private void addScalar(Resource resource) {
        int kind = SCALARS.indexOf(resource.getName());
        long amount = FixedPoint.of(resource.getScalar().getValue());
        if (kind < 0 || amount == 0) {
            return;
        }
        List<Slice> ofKind = slices.get(kind);
        Slice slice = new Slice(resource, amount);
        if (slice.isReserved()) {
            ofKind.add((int) ofKind.stream().filter(Slice::isReserved).count(), slice);
        } else {
            ofKind.add(slice);
        }
        offered[kind] += amount;
        left[kind] += amount;
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

    PortPool ports() {
        return ports;
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

    @Nullable
    Attribute attribute(String name) {
        Map<String, Attribute> known = attributes;
        if (known == null) {
            known = new HashMap<>();
            for (Offer offer : offers) {
                for (Attribute attribute : offer.getAttributesList()) {
                    known.putIfAbsent(attribute.getName(), attribute);
                }
            }
            attributes = known;
        }
        return known.get(name);
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
                    case RANGES -> attribute.getRanges().toString();
                    case SET -> String.join(",", attribute.getSet().getItemList());
                });
    }

    /** Keeps the ports that a process wants by number, before any other one takes its first ports. */
    void keepPorts(Amounts need) {
        for (int port : need.namedPorts()) {
            ports.keep(port);
        }
    }

    /** Takes everything, which must be left; reserved resources first. */
    List<Resource> take(Amounts need, List<Integer> portNumbers) {
        taken = true;
        List<Resource> resources = new ArrayList<>();
        for (int i = 0; i < left.length; i++) {
            long missing = need.scalar(i);
            left[i] -= missing;
            for (Slice slice : slices.get(i)) {
                long part = Math.min(missing, slice.left());
                if (part > 0) {
                    resources.add(slice.take(part));
                    missing -= part;
                }
            }
        }
        if (need.ports() > 0) {
            need.takePorts(ports, portNumbers);
            resources.addAll(ports.taken());
        }
        return resources;
    }
}
