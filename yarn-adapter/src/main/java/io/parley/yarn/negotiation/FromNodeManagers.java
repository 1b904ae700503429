package io.parley.yarn.negotiation;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.async.NMClientAsync;
import org.apache.hadoop.yarn.exceptions.InvalidContainerException;
import org.jspecify.annotations.Nullable;

/** Tells what the NodeManagers say, as far as it matters. Thread-safe. */
final class FromNodeManagers extends NMClientAsync.AbstractCallbackHandler {

    private static final System.Logger LOG = System.getLogger(FromNodeManagers.class.getName());

    /** What a NodeManager says of a container in which nothing was ever started. */
    private static final String UNKNOWN_TO_NODE = "is not handled by this NodeManager";

    private final ClientEvents events;

    FromNodeManagers(ClientEvents events) {
        this.events = events;
    }

    @Override
    public void onContainerStarted(ContainerId container, Map<String, ByteBuffer> responses) {
        events.started(container);
    }

    @Override
    public void onContainerStatusReceived(ContainerId container, ContainerStatus status) {
        // Something was started, so its end will be told.
    }

    @Override
    public void onContainerStopped(ContainerId container) {
        // The ResourceManager tells the end.
    }

    @Override
    public void onStartContainerError(ContainerId container, Throwable failure) {
        String why = "The NodeManager did not start the process: " + failure.getMessage();
        if (isOf(InvalidContainerException.class, failure)) {
            events.forgotten(container, why);
        } else {
            events.notStarted(container, why);
        }
    }

    @Override
    @Deprecated
    public void onContainerResourceIncreased(ContainerId container, Resource resource) {
        // Sizes of granted containers are never changed here.
    }

    @Override
    public void onContainerResourceUpdated(ContainerId container, Resource resource) {
        // Sizes of granted containers are never changed here.
    }

    @Override
    public void onGetContainerStatusError(ContainerId container, Throwable failure) {
        if (String.valueOf(failure.getMessage()).contains(UNKNOWN_TO_NODE)) {
            events.forgotten(container, "Nothing was started in it before its ResourceManager was gone.");
        } else {
            LOG.log(System.Logger.Level.WARNING, "Cannot find out whether anything runs in " + container, failure);
        }
    }

    @Override
    @Deprecated
    public void onIncreaseContainerResourceError(ContainerId container, Throwable failure) {
        // Sizes of granted containers are never changed here.
    }

    @Override
    public void onUpdateContainerResourceError(ContainerId container, Throwable failure) {
        // Sizes of granted containers are never changed here.
    }

    @Override
    public void onStopContainerError(ContainerId container, Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "A node did not stop " + container + "; YARN does.", failure);
    }

    private static boolean isOf(Class<? extends Throwable> type, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
