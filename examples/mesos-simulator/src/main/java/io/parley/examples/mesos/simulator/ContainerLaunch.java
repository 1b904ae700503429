package io.parley.examples.mesos.simulator;

import java.util.Optional;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.Image;

/** What a simulated agent says of the container that a task asks for: it has none. Stateless. */
final class ContainerLaunch {

    private ContainerLaunch() {}

    /** Tells why a task is not run, if its container asks for what a process of this machine does not have. */
    static Optional<String> problem(ContainerInfo container) {
        return wanted(container)
                .map(what -> "Failed to launch container: the simulator of Mesos runs no containers, and the task asks"
                        + " for " + what);
    }

    private static Optional<String> wanted(ContainerInfo container) {
        if (container.hasDocker()) {
            return Optional.of("the image " + container.getDocker().getImage());
        }
        if (container.getMesos().hasImage()) {
            Image image = container.getMesos().getImage();
            return Optional.of("the image "
                    + (image.hasDocker()
                            ? image.getDocker().getName()
                            : image.getAppc().getName()));
        }
        if (container.getVolumesCount() > 0) {
            return Optional.of("the volume " + container.getVolumes(0).getContainerPath());
        }
        return container.getNetworkInfosList().stream()
                .filter(network -> network.hasName())
                .map(network -> "the network " + network.getName())
                .findFirst();
    }
}
