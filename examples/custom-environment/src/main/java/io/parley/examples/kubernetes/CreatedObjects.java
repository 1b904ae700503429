package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.parley.api.launch.LaunchFailedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a launch created and has to delete again, and nothing of anybody else. Not thread-safe. */
final class CreatedObjects {

    private static final String MARK = "io.parley/launch";

    private final ClusterClient cluster;
    private final String mark = UUID.randomUUID().toString();
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** An object, and whether it is certain that this launch created it. */
    private record Entry(HasMetadata object, boolean isCertain) {}

    CreatedObjects(ClusterClient cluster) {
        this.cluster = cluster;
    }

    /** Creates an object with a mark of this launch; from then on it is deleted with the others. */
    void create(HasMetadata object) throws InterruptedException {
        HasMetadata marked = Serialization.clone(object);
        marked.getMetadata().setAnnotations(Map.of(MARK, mark));
        boolean answered = false;
        try {
            cluster.create(marked);
            answered = true;
        } finally {
            // A call that failed may have reached the server all the same.
            entries.push(new Entry(marked, answered));
        }
    }

    /**
     * Deletes everything, the last first; what fails does not keep the rest.
     *
     * @throws LaunchFailedException if something is left behind; the message names it
     */
    void delete(Duration grace) throws InterruptedException {
        Deque<Entry> left = new ArrayDeque<>();
        LaunchFailedException failure = null;
        while (!entries.isEmpty()) {
            Entry entry = entries.element();
            try {
                if (entry.isCertain() || isOfThisLaunch(entry.object())) {
                    cluster.delete(entry.object(), grace);
                }
            } catch (LaunchFailedException e) {
                left.addLast(entry);
                failure = joined(failure, e);
            }
            entries.pop();
        }
        entries.addAll(left);
        if (failure != null) {
            throw failure;
        }
    }

    private static LaunchFailedException joined(@Nullable LaunchFailedException first, LaunchFailedException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    private boolean isOfThisLaunch(HasMetadata object) throws InterruptedException {
        return cluster.find(object)
                .map(found -> found.getMetadata().getAnnotations())
                .filter(annotations -> mark.equals(annotations.get(MARK)))
                .isPresent();
    }
}
