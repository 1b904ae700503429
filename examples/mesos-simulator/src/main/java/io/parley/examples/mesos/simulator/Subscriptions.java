package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.http.Answer;
import io.parley.examples.mesos.simulator.http.MessageFormat;
import io.parley.examples.mesos.simulator.http.RecordStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.mesos.v1.Protos.Address;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Lets frameworks come and go. Used on the master's thread only. */
final class Subscriptions {

    private static final Event HEARTBEAT =
            Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
    private static final String ANY_ROLE = "*";
    /** 127.0.0.1 in the order of bytes that Mesos uses. */
    private static final int LOOPBACK = 0x0100007f;

    private final Cluster cluster;
    private final Allocator allocator;
    private final EventFaults faults;

    Subscriptions(Cluster cluster, Allocator allocator, EventFaults faults) {
        this.cluster = cluster;
        this.allocator = allocator;
        this.faults = faults;
    }

    Answer subscribe(Call call, MessageFormat format, int port) {
        FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
        String id = call.hasFrameworkId() ? call.getFrameworkId().getValue() : "";
        String streamId = UUID.randomUUID().toString();
        RecordStream stream = new RecordStream(
                streamId, format.contentType(), () -> cluster.loop().run(() -> gone(streamId)));
        Subscription subscription = new Subscription(stream, format, faults);
        Optional<String> problem = problem(info)
                .or(() -> id.isEmpty() ? Optional.empty() : TaskValidation.problemOfId(id))
                .or(() -> cluster.wasRemoved(id) ? Optional.of("Framework has been removed") : Optional.empty());
        if (problem.isPresent()) {
            subscription.fail(problem.get());
            return stream;
        }
        Framework framework = framework(id, info);
        Subscription before = framework.subscription();
        if (before != null) {
            before.fail("Framework failed over");
            deactivate(framework);
        }
        framework.update(info);
        framework.forget();
        if (call.getSubscribe().getSuppressedRolesCount() > 0) {
            framework.suppress(call.getSubscribe().getSuppressedRolesList());
        }
        framework.subscribe(subscription);
        subscription.send(subscribed(framework, port));
        subscription.send(HEARTBEAT);
        beat(framework, subscription);
        allocator.allocate();
        return stream;
    }

    private Framework framework(String id, FrameworkInfo info) {
        Framework known = cluster.framework(id);
        if (known != null) {
            return known;
        }
        Framework made = new Framework(id.isEmpty() ? cluster.newFrameworkId() : id, info);
        cluster.add(made);
        return made;
    }

    @SuppressWarnings("deprecation") // The only way to give a role without MULTI_ROLE.
    private static Optional<String> problem(FrameworkInfo info) {
        boolean multiRole = info.getCapabilitiesList().stream()
                .anyMatch(each -> each.getType() == FrameworkInfo.Capability.Type.MULTI_ROLE);
        if (multiRole && info.hasRole()) {
            return Optional.of("'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable");
        }
        if (!multiRole && info.getRolesCount() > 0) {
            return Optional.of("'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
        }
        if (info.hasRole()) {
            return problemOfRole(info.getRole()).map(problem -> "'FrameworkInfo.role' is not a valid role: " + problem);
        }
        return info.getRolesList().stream()
                .map(Subscriptions::problemOfRole)
                .flatMap(Optional::stream)
                .map(problem -> "'FrameworkInfo.roles' contains invalid role: " + problem)
                .findFirst();
    }

    private static Optional<String> problemOfRole(String role) {
        if (role.isEmpty()) {
            return Optional.of("Empty role name is invalid");
        }
        if (role.equals(ANY_ROLE)) {
            return Optional.empty();
        }
        return Arrays.stream(role.split("/", -1))
                .map(component -> problemOfComponent(role, component))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> problemOfComponent(String role, String component) {
        if (component.isEmpty()) {
            return Optional.of("Role '" + role + "' starts or ends with a slash, or has two in a row");
        }
        if (component.equals(".") || component.equals("..") || component.equals(ANY_ROLE)) {
            return Optional.of("Role '" + role + "' must not have the component '" + component + "'");
        }
        if (component.startsWith("-")) {
            return Optional.of("Role component '" + component + "' is invalid because it starts with a dash");
        }
        boolean blank = component.chars().anyMatch(each -> Character.isWhitespace(each) || each == '\\');
        return blank
                ? Optional.of("Role '" + role + "' contains invalid characters: it must not have spaces or backslashes")
                : Optional.empty();
    }

    private Event subscribed(Framework framework, int port) {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue(framework.id()))
                        .setHeartbeatIntervalSeconds(cluster.loop()
                                        .scaled(cluster.settings().masterTimes().heartbeatInterval())
                                        .toNanos()
                                / 1e9)
                        .setMasterInfo(master(port)))
                .build();
    }

    private MasterInfo master(int port) {
        MasterInfo.Builder info = MasterInfo.newBuilder();
        cluster.domain().ifPresent(info::setDomain);
        return info.setId(cluster.masterId())
                .setIp(LOOPBACK)
                .setPort(port)
                .setPid("master@127.0.0.1:" + port)
                .setHostname("127.0.0.1")
                .setVersion("1.12.0")
                .setAddress(Address.newBuilder()
                        .setHostname("127.0.0.1")
                        .setIp("127.0.0.1")
                        .setPort(port))
                .addCapabilities(capability(MasterInfo.Capability.Type.AGENT_UPDATE))
                .addCapabilities(capability(MasterInfo.Capability.Type.AGENT_DRAINING))
                .build();
    }

    private static MasterInfo.Capability capability(MasterInfo.Capability.Type type) {
        return MasterInfo.Capability.newBuilder().setType(type).build();
    }

    private void beat(Framework framework, Subscription subscription) {
        cluster.loop().later(cluster.settings().masterTimes().heartbeatInterval(), () -> {
            if (framework.subscription() == subscription) {
                subscription.send(HEARTBEAT);
                beat(framework, subscription);
            }
        });
    }

    private void gone(String streamId) {
        cluster.frameworks().stream()
                .filter(framework -> {
                    Subscription subscription = framework.subscription();
                    return subscription != null
                            && subscription.stream().streamId().equals(streamId);
                })
                .forEach(this::disconnect);
    }

    /** The connection has gone: the framework has its failover timeout to come back. */
    private void disconnect(Framework framework) {
        deactivate(framework);
        framework.removeLater(cluster.loop().after(framework.failoverTimeout(), () -> {
            if (!framework.isSubscribed() && cluster.framework(framework.id()) == framework) {
                remove(framework);
            }
        }));
    }

    private void deactivate(Framework framework) {
        framework.unsubscribe();
        cluster.offers().removeOf(framework);
        framework.forget();
    }

    /** Ends a framework and its tasks for good. */
    void remove(Framework framework) {
        framework.cancelRemoval();
        Subscription subscription = framework.subscription();
        deactivate(framework);
        if (subscription != null) {
            subscription.end();
        }
        removeWithTasks(framework.id());
    }

    /** Ends a framework and its tasks for good, unless it has come back. */
    void removeIfAway(String framework) {
        if (cluster.framework(framework) == null) {
            removeWithTasks(framework);
        }
    }

    private void removeWithTasks(String framework) {
        cluster.tasksOf(framework).toList().forEach(task -> {
            task.run().destroy();
            task.agent().remove(task);
        });
        cluster.remove(framework);
    }

    /** Ends all streams without a word, and forgets the frameworks, as a master does that dies. */
    void cutAll() {
        for (Framework framework : cluster.frameworks()) {
            Subscription subscription = framework.subscription();
            framework.unsubscribe();
            if (subscription != null) {
                subscription.stream().cut();
            }
        }
    }
}
