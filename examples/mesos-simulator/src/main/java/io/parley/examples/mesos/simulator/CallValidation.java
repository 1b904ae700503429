package io.parley.examples.mesos.simulator;

import java.util.Optional;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** What a master checks of a call before it looks at anything else, in its words. Stateless. */
final class CallValidation {

    private static final int UUID_BYTES = 16;

    private CallValidation() {}

    static Optional<String> problem(Call call) {
        if (call.getType() == Call.Type.UNKNOWN) {
            return missing("type");
        }
        if (call.getType() != Call.Type.SUBSCRIBE && !call.hasFrameworkId()) {
            return missing("framework_id");
        }
        return switch (call.getType()) {
            case SUBSCRIBE -> call.hasSubscribe() ? otherId(call) : missing("subscribe");
            case ACCEPT -> present(call.hasAccept(), "accept");
            case DECLINE -> present(call.hasDecline(), "decline");
            case ACCEPT_INVERSE_OFFERS -> present(call.hasAcceptInverseOffers(), "accept_inverse_offers");
            case DECLINE_INVERSE_OFFERS -> present(call.hasDeclineInverseOffers(), "decline_inverse_offers");
            case KILL -> present(call.hasKill(), "kill");
            case SHUTDOWN -> present(call.hasShutdown(), "shutdown");
            case ACKNOWLEDGE ->
                call.hasAcknowledge() ? uuid(call.getAcknowledge().getUuid()) : missing("acknowledge");
            case ACKNOWLEDGE_OPERATION_STATUS ->
                call.hasAcknowledgeOperationStatus()
                        ? uuid(call.getAcknowledgeOperationStatus().getUuid())
                        : missing("acknowledge_operation_status");
            case RECONCILE -> present(call.hasReconcile(), "reconcile");
            case RECONCILE_OPERATIONS -> present(call.hasReconcileOperations(), "reconcile_operations");
            case MESSAGE -> present(call.hasMessage(), "message");
            case REQUEST -> present(call.hasRequest(), "request");
            case UPDATE_FRAMEWORK -> present(call.hasUpdateFramework(), "update_framework");
            case UNKNOWN, TEARDOWN, REVIVE, SUPPRESS -> Optional.empty();
        };
    }

    private static Optional<String> otherId(Call call) {
        String inside = call.getSubscribe().getFrameworkInfo().getId().getValue();
        return inside.equals(call.getFrameworkId().getValue())
                ? Optional.empty()
                : Optional.of("'framework_id' differs from 'subscribe.framework_info.id'");
    }

    private static Optional<String> uuid(ByteString bytes) {
        boolean zero = bytes.equals(ByteString.copyFrom(new byte[UUID_BYTES]));
        return bytes.size() == UUID_BYTES && !zero ? Optional.empty() : Optional.of("Not a valid UUID");
    }

    private static Optional<String> present(boolean isPresent, String field) {
        return isPresent ? Optional.empty() : missing(field);
    }

    private static Optional<String> missing(String field) {
        return Optional.of("Expecting '" + field + "' to be present");
    }
}
