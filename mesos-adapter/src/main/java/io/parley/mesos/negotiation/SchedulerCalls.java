package io.parley.mesos.negotiation;

import io.parley.mesos.task.TaskLaunch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** The calls of a scheduler but for the answers to offers. Stateless. */
final class SchedulerCalls {

    private SchedulerCalls() {}

    /** Both places hold the id of a framework that was subscribed before; the master refuses anything else. */
    static Call subscribe(FrameworkInfo info, Optional<FrameworkID> framework, List<String> suppressedRoles) {
        Call.Builder call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
        FrameworkInfo.Builder known = info.toBuilder();
        framework.ifPresent(id -> {
            call.setFrameworkId(id);
            known.setId(id);
        });
        return call.setSubscribe(
                        Call.Subscribe.newBuilder().setFrameworkInfo(known).addAllSuppressedRoles(suppressedRoles))
                .build();
    }

    static Call acknowledge(FrameworkID framework, TaskStatus status) {
        return of(framework, Call.Type.ACKNOWLEDGE)
                .setAcknowledge(Call.Acknowledge.newBuilder()
                        .setAgentId(status.getAgentId())
                        .setTaskId(status.getTaskId())
                        .setUuid(status.getUuid()))
                .build();
    }

    static Call kill(FrameworkID framework, String task, String agent, Optional<Duration> grace) {
        Call.Kill.Builder kill = Call.Kill.newBuilder().setTaskId(MesosIds.task(task));
        if (!agent.isEmpty()) {
            kill.setAgentId(MesosIds.agent(agent));
        }
        grace.ifPresent(time -> kill.setKillPolicy(TaskLaunch.killPolicy(time)));
        return of(framework, Call.Type.KILL).setKill(kill).build();
    }

    static Call reconcile(FrameworkID framework, List<TaskPort.Question> questions) {
        Call.Reconcile.Builder reconcile = Call.Reconcile.newBuilder();
        questions.forEach(question -> {
            Call.Reconcile.Task.Builder task =
                    Call.Reconcile.Task.newBuilder().setTaskId(MesosIds.task(question.task()));
            if (!question.agent().isEmpty()) {
                task.setAgentId(MesosIds.agent(question.agent()));
            }
            reconcile.addTasks(task);
        });
        return of(framework, Call.Type.RECONCILE).setReconcile(reconcile).build();
    }

    /** Makes up to two calls, for each answer that there is. */
    static List<Call> inverse(FrameworkID framework, TaskPort.InverseAnswer answer) {
        Filters filters = Filters.newBuilder()
                .setRefuseSeconds(answer.refusal().toMillis() / 1000.0)
                .build();
        List<Call> calls = new ArrayList<>();
        if (!answer.accepted().isEmpty()) {
            calls.add(of(framework, Call.Type.ACCEPT_INVERSE_OFFERS)
                    .setAcceptInverseOffers(Call.AcceptInverseOffers.newBuilder()
                            .addAllInverseOfferIds(answer.accepted())
                            .setFilters(filters))
                    .build());
        }
        if (!answer.declined().isEmpty()) {
            calls.add(of(framework, Call.Type.DECLINE_INVERSE_OFFERS)
                    .setDeclineInverseOffers(Call.DeclineInverseOffers.newBuilder()
                            .addAllInverseOfferIds(answer.declined())
                            .setFilters(filters))
                    .build());
        }
        return calls;
    }

    /** Gives the ids of the tasks that a call launches. */
    static List<String> launched(Call call) {
        return call.getAccept().getOperationsList().stream()
                .flatMap(operation -> operation.getLaunch().getTaskInfosList().stream())
                .map(task -> task.getTaskId().getValue())
                .toList();
    }

    static Call plain(FrameworkID framework, Call.Type type) {
        return of(framework, type).build();
    }

    private static Call.Builder of(FrameworkID framework, Call.Type type) {
        return Call.newBuilder().setFrameworkId(framework).setType(type);
    }
}
