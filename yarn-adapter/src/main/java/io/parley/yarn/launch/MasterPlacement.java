package io.parley.yarn.launch;

import io.parley.api.environment.Locality;
import io.parley.api.environment.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.util.RackResolver;
import org.jspecify.annotations.Nullable;

/**
 * Where the containers of an application run. Stateless.
 *
 * <p>The label of the application holds for each of its containers that asks for none itself. Where the application
 * master is to be somewhere else, requests of its own say so; its TaskManagers know nothing of them.
 */
final class MasterPlacement {

    private static final Priority MASTER = Priority.newInstance(0);

    private MasterPlacement() {}

    /**
     * Writes into a submission how large the master is and where containers run.
     *
     * @param applicationLabel the label for every container
     * @param master where the master runs
     * @param size how large it is
     * @param hadoop tells in which rack a host is
     */
    static void write(
            ApplicationSubmissionContext context,
            Optional<String> applicationLabel,
            Placement master,
            Resource size,
            Configuration hadoop) {
        context.setResource(size);
        applicationLabel.ifPresent(context::setNodeLabelExpression);
        if (master.hosts().isEmpty() && master.racks().isEmpty()) {
            master.label()
                    .filter(label -> !applicationLabel.equals(Optional.of(label)))
                    .ifPresent(label -> context.setAMContainerResourceRequests(
                            List.of(request(ResourceRequest.ANY, size, Locality.PREFERRED, label))));
            return;
        }
        context.setAMContainerResourceRequests(onHosts(master, size, hadoop));
    }

    private static List<ResourceRequest> onHosts(Placement master, Resource size, Configuration hadoop) {
        List<ResourceRequest> requests = new ArrayList<>();
        requests.add(request(ResourceRequest.ANY, size, master.locality(), null));
        Set<String> racksOfHosts = new TreeSet<>();
        for (String host : master.hosts()) {
            requests.add(request(host, size, Locality.PREFERRED, null));
            racksOfHosts.add(RackResolver.resolve(hadoop, host).getNetworkLocation());
        }
        // A host is looked for in its rack, of which no other host will do where it is required.
        racksOfHosts.stream()
                .filter(rack -> !master.racks().contains(rack))
                .forEach(rack -> requests.add(request(rack, size, master.locality(), null)));
        master.racks().forEach(rack -> requests.add(request(rack, size, Locality.PREFERRED, null)));
        return requests;
    }

    private static ResourceRequest request(String name, Resource size, Locality locality, @Nullable String label) {
        return ResourceRequest.newBuilder()
                .priority(MASTER)
                .resourceName(name)
                .capability(size)
                .numContainers(1)
                .relaxLocality(locality == Locality.PREFERRED)
                .nodeLabelExpression(label)
                .build();
    }
}
