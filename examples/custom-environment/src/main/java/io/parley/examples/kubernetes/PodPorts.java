package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ResourceTranslationException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The ports of a pod. Every pod has an address of its own, so each may have any port. Stateless. */
final class PodPorts {

    static final String REST = "rest";
    static final String RPC = "rpc";
    static final String BLOB = "blob";

    private static final Pattern NAME = Pattern.compile("(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?");
    private static final Map<String, Integer> USUAL = Map.of(REST, 8081, RPC, 6123, BLOB, 6124);

    private PodPorts() {}

    /**
     * Expresses ports.
     *
     * @throws ResourceTranslationException if Kubernetes has no words for one
     */
    static List<ContainerPort> of(List<PortRequirement> ports) {
        return ports.stream().map(PodPorts::containerPort).toList();
    }

    private static ContainerPort containerPort(PortRequirement port) {
        if (!NAME.matcher(port.name()).matches()) {
            throw ResourceTranslationException.inexpressible(
                    KubernetesResourceTranslator.NAME,
                    "ports named \"" + port.name() + "\"",
                    "Name a port with at most 15 lower-case letters, digits and single hyphens.");
        }
        return new ContainerPortBuilder()
                .withName(port.name())
                .withContainerPort(number(port)
                        .orElseThrow(() -> ResourceTranslationException.inexpressible(
                                KubernetesResourceTranslator.NAME,
                                "ports without a number (" + port.name() + ")",
                                "Give the port a number: a pod has an address of its own, so any number is free.")))
                .build();
    }

    /** Gives the number of a port; the usual one where it is left open. */
    static OptionalInt number(PortRequirement port) {
        if (port.number().isPresent()) {
            return port.number();
        }
        Integer usual = USUAL.get(port.name());
        return usual == null ? OptionalInt.empty() : OptionalInt.of(usual);
    }
}
