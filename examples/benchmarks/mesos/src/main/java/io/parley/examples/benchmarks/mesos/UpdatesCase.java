package io.parley.examples.benchmarks.mesos;

import io.parley.mesos.client.ContentEncoding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the master sends. Immutable.
 *
 * @param encoding how events and calls are written
 * @param uuids whether updates ask for an acknowledgement
 */
record UpdatesCase(ContentEncoding encoding, Uuids uuids) {

    /** Whether updates have a uuid. */
    enum Uuids {
        /** As executors' updates have: each is acknowledged by a call of its own. */
        ACKNOWLEDGED,
        /** As the answers to a reconciliation: none is acknowledged. */
        UNACKNOWLEDGED
    }

    static List<UpdatesCase> all() {
        return Arrays.stream(Uuids.values())
                .flatMap(uuids -> Arrays.stream(ContentEncoding.values()).map(one -> new UpdatesCase(one, uuids)))
                .toList();
    }

    @Override
    public String toString() {
        return encoding.name().toLowerCase(Locale.ROOT) + ", " + uuids.name().toLowerCase(Locale.ROOT);
    }
}
