package io.parley.mesos.matching;

import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;
import org.jspecify.annotations.Nullable;

/** What is left of one scalar resource of an offer. Not thread-safe. */
final class Slice {

    private final Resource offered;
    private long left;
    private long lastAmount;

    /** What was taken last: equal processes on an agent take the same again. */
    private @Nullable Resource last;

    Slice(Resource offered, long left) {
        this.offered = offered;
        this.left = left;
    }

    long left() {
        return left;
    }

    boolean isReserved() {
        return ResourceRole.isReserved(offered);
    }

    /** Takes up to an amount and gives the resource to take: as it was offered, with this amount. */
    Resource take(long amount) {
        left -= amount;
        Resource resource = last;
        if (resource == null || amount != lastAmount) {
            resource = offered.toBuilder()
                    .setScalar(Value.Scalar.newBuilder().setValue(FixedPoint.toScalar(amount)))
                    .build();
            last = resource;
            lastAmount = amount;
        }
        return resource;
    }
}
