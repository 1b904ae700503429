package io.parley.mesos.matching;

import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/** The resources of an agent one by one, reserved ones first, and what is left of each. Not thread-safe. */
final class AgentStock {

    private final List<List<Slice>> slices = new ArrayList<>(Agent.SCALARS.size());
    private final PortPool ports = new PortPool();

    AgentStock(List<Offer> offers, String role) {
        for (int i = 0; i < Agent.SCALARS.size(); i++) {
            slices.add(new ArrayList<>(1));
        }
        for (Offer offer : offers) {
            for (Resource resource : offer.getResourcesList()) {
                if (ResourceRole.counts(role, resource)) {
                    add(resource);
                }
            }
        }
    }

    private void add(Resource resource) {
        if (resource.getType() == Value.Type.SCALAR) {
            int kind = Agent.kind(resource);
            long amount = FixedPoint.of(resource.getScalar().getValue());
            if (kind >= 0 && amount > 0) {
                List<Slice> ofKind = slices.get(kind);
                Slice slice = new Slice(resource, amount);
                int place = slice.isReserved()
                        ? (int) ofKind.stream().filter(Slice::isReserved).count()
                        : ofKind.size();
                ofKind.add(place, slice);
            }
        } else if (PortPool.isPorts(resource)) {
            ports.add(resource);
        }
    }

    PortPool ports() {
        return ports;
    }

    /** Takes everything, which must be left. */
    List<Resource> take(Amounts need, List<Integer> portNumbers) {
        List<Resource> resources = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            long missing = need.scalar(i);
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
            ports.addTaken(resources);
        }
        return resources;
    }
}
