package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourceFormat;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.DomainInfo;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;
import org.jspecify.annotations.Nullable;

/**
 * A simulated agent: what it has and how it is described. Immutable.
 *
 * @param hostname its name in offers; all tasks run on this machine, whatever it is
 * @param resources what it has; those with a role are reserved for it, in either format
 * @param attributes its attributes
 * @param domain its region and zone, if it has them; the master is in the region of the first agent that has one
 */
public record AgentDescription(
        String hostname,
        List<Resource> resources,
        List<Attribute> attributes,
        @Nullable DomainInfo domain) {

    /** Copies the lists, and takes resources in the format after reservation refinement. */
    public AgentDescription {
        resources = resources.stream()
                .map(resource -> ResourceFormat.refined(resource, "*").toBuilder()
                        .clearAllocationInfo()
                        .build())
                .toList();
        attributes = List.copyOf(attributes);
    }

    /**
     * Describes an agent of unreserved resources.
     *
     * @param hostname its name in offers
     * @param cpus processors
     * @param memMebibytes memory in MiB
     * @param diskMebibytes disk in MiB
     * @return the agent with the ports 31000 to 32000
     */
    public static AgentDescription of(String hostname, double cpus, double memMebibytes, double diskMebibytes) {
        return new AgentDescription(hostname, List.of(), List.of(), null)
                .with(scalar("cpus", cpus))
                .with(scalar("mem", memMebibytes))
                .with(scalar("disk", diskMebibytes))
                .with(ports(31000, 32000));
    }

    /**
     * Describes a scalar.
     *
     * @param name such as cpus
     * @param value how much
     * @return an unreserved resource
     */
    public static Resource scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }

    /**
     * Describes ports.
     *
     * @param first the first
     * @param last the last
     * @return an unreserved resource
     */
    public static Resource ports(int first, int last) {
        return Resource.newBuilder()
                .setName("ports")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(first).setEnd(last)))
                .build();
    }

    /**
     * Offers these ports in the place of others.
     *
     * @param first the first
     * @param last the last
     * @return the agent with them
     */
    public AgentDescription onPorts(int first, int last) {
        List<Resource> others = resources.stream()
                .filter(resource -> !resource.getName().equals("ports"))
                .toList();
        return new AgentDescription(hostname, others, attributes, domain).with(ports(first, last));
    }

    /**
     * Adds a resource.
     *
     * @param resource in either format
     * @return the agent with it
     */
    public AgentDescription with(Resource resource) {
        List<Resource> more = new ArrayList<>(resources);
        more.add(resource);
        return new AgentDescription(hostname, more, attributes, domain);
    }

    /**
     * Adds a resource that is statically reserved.
     *
     * @param role for whom
     * @param resource an unreserved resource
     * @return the agent with it
     */
    public AgentDescription withReserved(String role, Resource resource) {
        return with(resource.toBuilder()
                .addReservations(Resource.ReservationInfo.newBuilder()
                        .setType(Resource.ReservationInfo.Type.STATIC)
                        .setRole(role))
                .build());
    }

    /**
     * Adds an attribute that is a text.
     *
     * @param name its name
     * @param text its value
     * @return the agent with it
     */
    public AgentDescription withAttribute(String name, String text) {
        return with(Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(text))
                .build());
    }

    /**
     * Adds an attribute.
     *
     * @param attribute of any type
     * @return the agent with it
     */
    public AgentDescription with(Attribute attribute) {
        List<Attribute> more = new ArrayList<>(attributes);
        more.add(attribute);
        return new AgentDescription(hostname, resources, more, domain);
    }

    /**
     * Puts it somewhere.
     *
     * @param region its region
     * @param zone its zone
     * @return the agent there
     */
    public AgentDescription in(String region, String zone) {
        DomainInfo.FaultDomain there = DomainInfo.FaultDomain.newBuilder()
                .setRegion(DomainInfo.FaultDomain.RegionInfo.newBuilder().setName(region))
                .setZone(DomainInfo.FaultDomain.ZoneInfo.newBuilder().setName(zone))
                .build();
        return new AgentDescription(
                hostname,
                resources,
                attributes,
                DomainInfo.newBuilder().setFaultDomain(there).build());
    }
}
