package io.parley.mesos.client;

import java.util.Map;
import java.util.Optional;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** What a call has to have before it is sent: what a master would refuse, or worse, take in silence. Stateless. */
final class CallRules {

    private static final int UUID_BYTES = 16;

    /** The field that each type of call needs, where it needs one. */
    private static final Map<Call.Type, String> BODIES = Map.ofEntries(
            Map.entry(Call.Type.SUBSCRIBE, "subscribe"),
            Map.entry(Call.Type.ACCEPT, "accept"),
            Map.entry(Call.Type.DECLINE, "decline"),
            Map.entry(Call.Type.ACCEPT_INVERSE_OFFERS, "accept_inverse_offers"),
            Map.entry(Call.Type.DECLINE_INVERSE_OFFERS, "decline_inverse_offers"),
            Map.entry(Call.Type.KILL, "kill"),
            Map.entry(Call.Type.SHUTDOWN, "shutdown"),
            Map.entry(Call.Type.ACKNOWLEDGE, "acknowledge"),
            Map.entry(Call.Type.ACKNOWLEDGE_OPERATION_STATUS, "acknowledge_operation_status"),
            Map.entry(Call.Type.RECONCILE, "reconcile"),
            Map.entry(Call.Type.RECONCILE_OPERATIONS, "reconcile_operations"),
            Map.entry(Call.Type.MESSAGE, "message"),
            Map.entry(Call.Type.REQUEST, "request"),
            Map.entry(Call.Type.UPDATE_FRAMEWORK, "update_framework"));

    private CallRules() {}

    /**
     * Checks a call and completes its ids: a subscription has its framework id in both of its places.
     *
     * @return the call as it is sent, but for the framework id of calls that have none
     * @throws IllegalArgumentException if something is missing or wrong by itself
     */
    static Call checked(Call call) {
        if (!call.hasType() || call.getType() == Call.Type.UNKNOWN) {
            throw new IllegalArgumentException("A call to a Mesos master has a type.");
        }
        String body = BODIES.get(call.getType());
        if (body != null && !call.hasField(Call.getDescriptor().findFieldByName(body))) {
            throw new IllegalArgumentException("A call " + call.getType() + " has the field '" + body + "'.");
        }
        switch (call.getType()) {
            case SUBSCRIBE -> {
                return subscription(call);
            }
            case ACCEPT ->
                filters(call, call.getAccept().hasFilters(), call.getAccept().getFilters());
            case DECLINE ->
                filters(call, call.getDecline().hasFilters(), call.getDecline().getFilters());
            case ACCEPT_INVERSE_OFFERS ->
                filters(
                        call,
                        call.getAcceptInverseOffers().hasFilters(),
                        call.getAcceptInverseOffers().getFilters());
            case DECLINE_INVERSE_OFFERS ->
                filters(
                        call,
                        call.getDeclineInverseOffers().hasFilters(),
                        call.getDeclineInverseOffers().getFilters());
            case ACKNOWLEDGE -> uuid(call, call.getAcknowledge().getUuid());
            case ACKNOWLEDGE_OPERATION_STATUS ->
                uuid(call, call.getAcknowledgeOperationStatus().getUuid());
            case UPDATE_FRAMEWORK -> framework(call.getUpdateFramework().getFrameworkInfo());
            default -> {
                // Nothing that only the master would notice.
            }
        }
        return call;
    }

    /** Gives a call without a framework id the one of the subscription. */
    static Call identified(Call call, Optional<FrameworkID> framework) {
        return call.hasFrameworkId() || framework.isEmpty()
                ? call
                : call.toBuilder().setFrameworkId(framework.orElseThrow()).build();
    }

    /** Whether it does no harm if a call arrives twice. */
    static boolean mayArriveTwice(Call call) {
        return switch (call.getType()) {
            case ACKNOWLEDGE,
                    ACKNOWLEDGE_OPERATION_STATUS,
                    DECLINE,
                    DECLINE_INVERSE_OFFERS,
                    KILL,
                    RECONCILE,
                    RECONCILE_OPERATIONS,
                    REVIVE,
                    SHUTDOWN,
                    SUPPRESS,
                    TEARDOWN,
                    UPDATE_FRAMEWORK -> true;
            // A second ACCEPT of the same offers makes the master drop the task that the first one started.
            case ACCEPT, ACCEPT_INVERSE_OFFERS, MESSAGE, REQUEST, SUBSCRIBE, UNKNOWN -> false;
        };
    }

    /** Whether its absence has an effect that only another subscription ends: offers held, or none that come. */
    static boolean isMissedForEver(Call call) {
        return switch (call.getType()) {
            case ACCEPT, ACCEPT_INVERSE_OFFERS, DECLINE, DECLINE_INVERSE_OFFERS, REVIVE, SUPPRESS -> true;
            // Asked or told again by schedulers and agents, or of no effect on others.
            case ACKNOWLEDGE,
                    ACKNOWLEDGE_OPERATION_STATUS,
                    KILL,
                    MESSAGE,
                    RECONCILE,
                    RECONCILE_OPERATIONS,
                    REQUEST,
                    SHUTDOWN,
                    SUBSCRIBE,
                    TEARDOWN,
                    UNKNOWN,
                    UPDATE_FRAMEWORK -> false;
        };
    }

    private static Call subscription(Call call) {
        FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
        framework(info);
        if (call.hasFrameworkId() && info.hasId() && !call.getFrameworkId().equals(info.getId())) {
            throw new IllegalArgumentException("A subscription has one framework id, not '"
                    + call.getFrameworkId().getValue() + "' and, in framework_info, '"
                    + info.getId().getValue() + "'.");
        }
        if (call.hasFrameworkId() == info.hasId()) {
            return call;
        }
        FrameworkID id = call.hasFrameworkId() ? call.getFrameworkId() : info.getId();
        Call.Builder complete = call.toBuilder().setFrameworkId(id);
        complete.getSubscribeBuilder().getFrameworkInfoBuilder().setId(id);
        return complete.build();
    }

    /** A framework without MULTI_ROLE has its role in the deprecated field only. */
    @SuppressWarnings("deprecation")
    private static void framework(FrameworkInfo info) {
        boolean multiRole = info.getCapabilitiesList().stream()
                .anyMatch(one -> one.getType() == FrameworkInfo.Capability.Type.MULTI_ROLE);
        if (!info.getRolesList().isEmpty() && !multiRole) {
            throw new IllegalArgumentException("A framework with roles (" + String.join(", ", info.getRolesList())
                    + ") has the capability MULTI_ROLE. Add it, or set the one role as 'role'.");
        }
        if (info.hasRole() && multiRole) {
            throw new IllegalArgumentException("A framework with the capability MULTI_ROLE has its role '"
                    + info.getRole() + "' in 'roles', not in 'role'.");
        }
        // A master takes a negative one without a word.
        if (!(info.getFailoverTimeout() >= 0) || Double.isInfinite(info.getFailoverTimeout())) {
            throw new IllegalArgumentException(
                    "A framework's failover timeout is a number of seconds from zero on, not "
                            + info.getFailoverTimeout() + " (mesos.failover-timeout).");
        }
    }

    private static void filters(Call call, boolean set, Filters filters) {
        double seconds = filters.getRefuseSeconds();
        // A master reads a negative one as its default of 5 s.
        if (set && (!(seconds >= 0) || Double.isInfinite(seconds))) {
            throw new IllegalArgumentException("Offers are refused for a number of seconds from zero on, not for "
                    + seconds + " (" + call.getType() + ", filters.refuse_seconds).");
        }
    }

    private static void uuid(Call call, ByteString uuid) {
        boolean nil = true;
        for (int at = 0; at < uuid.size(); at++) {
            nil &= uuid.byteAt(at) == 0;
        }
        if (uuid.size() != UUID_BYTES || nil) {
            throw new IllegalArgumentException("A call " + call.getType() + " has the update's uuid of " + UUID_BYTES
                    + " bytes, not " + uuid.size() + (uuid.isEmpty() ? "" : nil ? " zeros" : "")
                    + ". An update without a uuid is never acknowledged.");
        }
    }
}
