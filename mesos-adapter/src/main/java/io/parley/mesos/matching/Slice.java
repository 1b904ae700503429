package io.parley.mesos.matching;

import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/** What is left of one scalar resource of an offer. Not thread-safe. */
final class Slice {

    private final Resource offered;
    private long left;

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
        return offered.toBuilder()
                .setScalar(Value.Scalar.newBuilder().setValue(FixedPoint.toScalar(amount)))
                .build();
    }
}
