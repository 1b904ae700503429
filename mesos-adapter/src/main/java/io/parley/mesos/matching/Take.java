package io.parley.mesos.matching;

import java.util.List;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;

/**
 * What one process takes, all of its need. Immutable.
 *
 * @param demand the demand
 * @param agent the agent
 * @param hostname the agent's host
 * @param offers the offers of the agent; takes of one agent share them and go into one ACCEPT
 * @param resources the resources as they were offered, with the taken amounts; reserved ones first
 * @param ports the ports in the order of the need
 */
public record Take(
        OfferDemand demand,
        AgentID agent,
        String hostname,
        List<OfferID> offers,
        List<Resource> resources,
        List<Integer> ports) {

    /** Copies the lists. */
    public Take {
        offers = List.copyOf(offers);
        resources = List.copyOf(resources);
        ports = List.copyOf(ports);
    }
}
