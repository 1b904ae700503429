package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourceFormat;
import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OperationID;
import org.apache.mesos.v1.Protos.OperationState;
import org.apache.mesos.v1.Protos.OperationStatus;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Reserves and unreserves, with feedback for operations that have an id. Used on the master's thread only. */
final class Operations {

    /** Statuses that are not acknowledged yet, by framework and operation. */
    private final Map<String, OperationStatus> pending = new LinkedHashMap<>();

    /** Reserves; gives what is left of the offers. */
    ResourcePool reserve(Framework framework, Agent agent, String role, Offer.Operation operation, ResourcePool left) {
        ResourcePool reserved = pool(operation.getReserve().getResourcesList(), role);
        return convert(
                framework,
                agent,
                role,
                operation,
                new Conversion(reserved.withoutInnermostReservation(), reserved),
                left);
    }

    /** Unreserves; gives what is left of the offers. */
    ResourcePool unreserve(
            Framework framework, Agent agent, String role, Offer.Operation operation, ResourcePool left) {
        ResourcePool reserved = pool(operation.getUnreserve().getResourcesList(), role);
        return convert(
                framework,
                agent,
                role,
                operation,
                new Conversion(reserved, reserved.withoutInnermostReservation()),
                left);
    }

    private static ResourcePool pool(List<Resource> resources, String role) {
        return ResourcePool.of(resources.stream()
                .map(resource -> ResourceFormat.refined(resource, role))
                .toList());
    }

    private record Conversion(ResourcePool from, ResourcePool into) {}

    /** Like Mesos it says nothing when there is not that much, unless the operation has an id. */
    private ResourcePool convert(
            Framework framework,
            Agent agent,
            String role,
            Offer.Operation operation,
            Conversion conversion,
            ResourcePool left) {
        if (!left.contains(conversion.from())) {
            if (operation.hasId()) {
                send(
                        framework,
                        OperationStatus.newBuilder()
                                .setOperationId(operation.getId())
                                .setState(OperationState.OPERATION_ERROR)
                                .setMessage(ResourceFormat.text(left.resources(role)) + " does not contain "
                                        + ResourceFormat.text(conversion.from().resources(role)))
                                .build());
            }
            return left;
        }
        agent.convert(conversion.from(), conversion.into());
        if (operation.hasId()) {
            OperationStatus finished = OperationStatus.newBuilder()
                    .setOperationId(operation.getId())
                    .setState(OperationState.OPERATION_FINISHED)
                    .setUuid(Protos.UUID.newBuilder().setValue(Statuses.bytes(UUID.randomUUID())))
                    .setAgentId(agent.idMessage())
                    .build();
            pending.put(key(framework, operation.getId()), finished);
            send(framework, finished);
        }
        return left.minus(conversion.from()).plus(conversion.into());
    }

    void acknowledge(Framework framework, OperationID operation, ByteString uuid) {
        pending.computeIfPresent(
                key(framework, operation),
                (key, status) -> status.getUuid().getValue().equals(uuid) ? null : status);
    }

    void reconcile(Framework framework, Call.ReconcileOperations reconcile) {
        for (Call.ReconcileOperations.Operation operation : reconcile.getOperationsList()) {
            OperationStatus known = pending.get(key(framework, operation.getOperationId()));
            OperationStatus.Builder status = known == null
                    ? OperationStatus.newBuilder()
                            .setOperationId(operation.getOperationId())
                            .setState(OperationState.OPERATION_UNKNOWN)
                            .setMessage("Reconciliation: Operation is unknown")
                    : known.toBuilder().clearUuid();
            if (operation.hasAgentId()) {
                status.setAgentId(operation.getAgentId());
            }
            send(framework, status.build());
        }
    }

    private static String key(Framework framework, OperationID operation) {
        return framework.id() + "/" + operation.getValue();
    }

    private static void send(Framework framework, OperationStatus status) {
        framework.send(Event.newBuilder()
                .setType(Event.Type.UPDATE_OPERATION_STATUS)
                .setUpdateOperationStatus(
                        Event.UpdateOperationStatus.newBuilder().setStatus(status))
                .build());
    }
}
