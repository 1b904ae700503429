package io.parley.examples.mesos.simulator;

import io.parley.examples.mesos.simulator.resource.ResourcePool;
import java.util.UUID;

/**
 * A default executor, which runs groups of tasks in one container. Immutable.
 *
 * @param id its id, given by the framework
 * @param frameworkId whose it is
 * @param pool what it holds beside its tasks
 * @param container the container of those of its tasks
 */
record GroupExecutor(String id, String frameworkId, ResourcePool pool, String container) {

    static GroupExecutor of(String id, String frameworkId, ResourcePool pool) {
        return new GroupExecutor(id, frameworkId, pool, UUID.randomUUID().toString());
    }
}
