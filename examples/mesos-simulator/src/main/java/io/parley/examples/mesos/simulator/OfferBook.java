package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourceFormat;
import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.mesos.v1.Protos.Address;
import org.apache.mesos.v1.Protos.ExecutorID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.URL;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** The offers that are out. Used on the master's thread only. */
final class OfferBook {

    /**
     * An offer.
     *
     * @param id its id
     * @param framework to whom
     * @param agent from whom
     * @param role allocated to which role
     * @param pool what
     */
    record Outstanding(String id, Framework framework, Agent agent, String role, ResourcePool pool) {}

    private final int agentPort;
    private final Map<String, Outstanding> offers = new LinkedHashMap<>();

    /** Makes a book without offers, of agents that all listen at one port. */
    OfferBook(int agentPort) {
        this.agentPort = agentPort;
    }

    void add(Outstanding offer) {
        offers.put(offer.id(), offer);
    }

    @Nullable
    Outstanding get(String id) {
        return offers.get(id);
    }

    /** Takes an offer away; its resources are free again. */
    @Nullable
    Outstanding remove(String id) {
        return offers.remove(id);
    }

    List<Outstanding> all() {
        return List.copyOf(offers.values());
    }

    ResourcePool offeredOf(Agent agent) {
        return offers.values().stream()
                .filter(offer -> offer.agent() == agent)
                .map(Outstanding::pool)
                .reduce(ResourcePool.EMPTY, ResourcePool::plus);
    }

    /** Takes an offer back and tells the framework. */
    void rescind(String id) {
        Outstanding offer = offers.remove(id);
        if (offer != null) {
            offer.framework()
                    .send(Event.newBuilder()
                            .setType(Event.Type.RESCIND)
                            .setRescind(Event.Rescind.newBuilder()
                                    .setOfferId(OfferID.newBuilder().setValue(id)))
                            .build());
        }
    }

    void rescindOf(Agent agent) {
        all().stream().filter(offer -> offer.agent() == agent).forEach(offer -> rescind(offer.id()));
    }

    /** Takes the offers of a framework back without telling it. */
    void removeOf(Framework framework) {
        offers.values().removeIf(offer -> offer.framework() == framework);
    }

    void clear() {
        offers.clear();
    }

    /** Gives an offer as its framework sees it. */
    Offer message(Outstanding offer) {
        Framework framework = offer.framework();
        Agent agent = offer.agent();
        boolean multiRole = framework.can(FrameworkInfo.Capability.Type.MULTI_ROLE);
        Offer.Builder message = Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue(offer.id()))
                .setFrameworkId(FrameworkID.newBuilder().setValue(framework.id()))
                .setAgentId(agent.idMessage())
                .setHostname(agent.description().hostname())
                .setUrl(url(agent))
                .addAllResources(ResourceFormat.seenBy(offer.pool().resources(offer.role()), framework::can))
                .addAllAttributes(agent.description().attributes());
        agent.executorsOf(framework.id())
                .forEach(executor ->
                        message.addExecutorIds(ExecutorID.newBuilder().setValue(executor.id())));
        if (agent.description().domain() != null) {
            message.setDomain(Objects.requireNonNull(agent.description().domain()));
        }
        if (multiRole) {
            message.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(offer.role()));
        }
        return message.build();
    }

    private URL url(Agent agent) {
        return URL.newBuilder()
                .setScheme("http")
                .setAddress(Address.newBuilder()
                        .setHostname("127.0.0.1")
                        .setIp("127.0.0.1")
                        .setPort(agentPort))
                .setPath("/slave(" + agent.number() + ")")
                .build();
    }
}
