package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.jspecify.annotations.Nullable;

/** A framework as the master knows it. Used on the master's thread only. */
final class Framework {

    private static final String ANY_ROLE = "*";
    private static final double LONGEST_FAILOVER_SECONDS = 1e8;

    /**
     * Resources that a framework does not want for some time.
     *
     * @param agent whose
     * @param role allocated to which role
     * @param refused what was refused; more than that is offered
     */
    record Filter(Agent agent, String role, ResourcePool refused) {}

    private record Refusal(Filter filter, Future<?> end) {}

    private final String id;
    private FrameworkInfo info;
    private @Nullable Subscription subscription;
    private @Nullable Future<?> removal;
    private final Set<String> suppressed = new TreeSet<>();
    private final Map<Integer, Refusal> refusals = new LinkedHashMap<>();
    private int nextRefusal;

    Framework(String id, FrameworkInfo info) {
        this.id = id;
        this.info = info;
    }

    String id() {
        return id;
    }

    FrameworkInfo info() {
        return info;
    }

    void update(FrameworkInfo changed) {
        this.info = changed;
    }

    @Nullable
    Subscription subscription() {
        return subscription;
    }

    boolean isSubscribed() {
        return subscription != null;
    }

    void subscribe(Subscription now) {
        subscription = now;
        cancelRemoval();
    }

    void unsubscribe() {
        subscription = null;
    }

    /** Gives how long it may be away before it is removed. */
    Duration failoverTimeout() {
        double seconds = Math.max(0, info.getFailoverTimeout());
        return Duration.ofNanos(Math.round(Math.min(seconds, LONGEST_FAILOVER_SECONDS) * 1e9));
    }

    void removeLater(Future<?> timer) {
        removal = timer;
    }

    void cancelRemoval() {
        if (removal != null) {
            removal.cancel(false);
            removal = null;
        }
    }

    /** Sends an event, if it is subscribed. */
    void send(Event event) {
        if (subscription != null) {
            subscription.send(event);
        }
    }

    boolean can(FrameworkInfo.Capability.Type capability) {
        return info.getCapabilitiesList().stream().anyMatch(each -> each.getType() == capability);
    }

    @SuppressWarnings("deprecation") // The only way to give a role without MULTI_ROLE.
    Set<String> roles() {
        return can(FrameworkInfo.Capability.Type.MULTI_ROLE)
                ? new TreeSet<>(info.getRolesList())
                : new TreeSet<>(Set.of(info.hasRole() ? info.getRole() : ANY_ROLE));
    }

    /** Gives the roles that it wants offers for. */
    Set<String> activeRoles() {
        Set<String> active = roles();
        active.removeAll(suppressed);
        return active;
    }

    void suppress(List<String> roles) {
        suppressed.addAll(roles.isEmpty() ? roles() : roles);
    }

    void revive(List<String> roles) {
        Set<String> revived = roles.isEmpty() ? roles() : new TreeSet<>(roles);
        suppressed.removeAll(revived);
        forget(filter -> revived.contains(filter.role()));
    }

    void forget() {
        suppressed.clear();
        forget(filter -> true);
    }

    private void forget(Predicate<Filter> forgotten) {
        refusals.values()
                .removeIf(refusal -> forgotten.test(refusal.filter())
                        && (refusal.end().cancel(false) || refusal.end().isDone()));
    }

    /** Does not want something until a timer, which is started with what to do then, ends. */
    void refuse(Filter filter, Function<Runnable, Future<?>> timer) {
        int number = nextRefusal++;
        refusals.put(number, new Refusal(filter, timer.apply(() -> refusals.remove(number))));
    }

    boolean refuses(Agent agent, String role, ResourcePool pool) {
        return refusals.values().stream()
                .map(Refusal::filter)
                .anyMatch(filter -> filter.agent() == agent
                        && filter.role().equals(role)
                        && filter.refused().contains(pool));
    }
}
