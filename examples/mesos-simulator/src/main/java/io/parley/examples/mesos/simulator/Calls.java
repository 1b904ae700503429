package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.Answer;
import io.parley.examples.mesos.simulator.http.HttpResponse;
import io.parley.examples.mesos.simulator.http.MessageFormat;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.jspecify.annotations.Nullable;

/** Does what valid calls ask for. Used on the master's thread only. */
final class Calls {

    private static final HttpResponse ACCEPTED = HttpResponse.of(202);

    private final Cluster cluster;
    private final Subscriptions subscriptions;
    private final Acceptance acceptance;
    private final Allocator allocator;
    private final Tasks tasks;
    private final Operations operations = new Operations();
    private final CallFaults faults;

    Calls(Cluster cluster, Subscriptions subscriptions, Allocator allocator, Tasks tasks, CallFaults faults) {
        this.cluster = cluster;
        this.subscriptions = subscriptions;
        this.acceptance = new Acceptance(cluster, allocator, tasks, operations);
        this.allocator = allocator;
        this.tasks = tasks;
        this.faults = faults;
    }

    @Nullable
    Framework framework(String id) {
        return cluster.framework(id);
    }

    Answer subscribe(Call call, MessageFormat format, int port) {
        return subscriptions.subscribe(call, format, port);
    }

    HttpResponse handle(Framework framework, Call call) {
        switch (call.getType()) {
            case ACCEPT -> {
                if (faults.rescindsBeforeAccept()) {
                    call.getAccept()
                            .getOfferIdsList()
                            .forEach(id -> cluster.offers().rescind(id.getValue()));
                }
                acceptance.accept(framework, call.getAccept());
            }
            case DECLINE -> acceptance.decline(framework, call.getDecline());
            case KILL -> {
                Call.Kill kill = call.getKill();
                tasks.kill(
                        framework,
                        kill.getTaskId().getValue(),
                        kill.hasAgentId() ? kill.getAgentId() : null,
                        kill.hasKillPolicy() ? kill.getKillPolicy() : null);
            }
            case ACKNOWLEDGE ->
                tasks.acknowledge(
                        framework,
                        call.getAcknowledge().getTaskId().getValue(),
                        call.getAcknowledge().getUuid());
            case RECONCILE -> tasks.reconcile(framework, call.getReconcile());
            case ACKNOWLEDGE_OPERATION_STATUS ->
                operations.acknowledge(
                        framework,
                        call.getAcknowledgeOperationStatus().getOperationId(),
                        call.getAcknowledgeOperationStatus().getUuid());
            case RECONCILE_OPERATIONS -> operations.reconcile(framework, call.getReconcileOperations());
            case REVIVE -> {
                framework.revive(call.getRevive().getRolesList());
                allocator.allocate();
            }
            case SUPPRESS -> framework.suppress(call.getSuppress().getRolesList());
            case SHUTDOWN -> tasks.shutDown(framework, call.getShutdown());
            case TEARDOWN -> subscriptions.remove(framework);
            case UPDATE_FRAMEWORK -> {
                return update(framework, call.getUpdateFramework().getFrameworkInfo());
            }
            // Accepted as a real master does, without an effect on the simulator.
            case ACCEPT_INVERSE_OFFERS, DECLINE_INVERSE_OFFERS, MESSAGE, REQUEST, SUBSCRIBE, UNKNOWN -> {
                return ACCEPTED;
            }
        }
        return ACCEPTED;
    }

    private static HttpResponse update(Framework framework, FrameworkInfo changed) {
        if (!framework.info().getPrincipal().equals(changed.getPrincipal())) {
            return HttpResponse.text(
                    400, "FrameworkInfo update is not valid: Changing framework's principal is not allowed.");
        }
        framework.update(changed);
        return HttpResponse.of(200);
    }
}
