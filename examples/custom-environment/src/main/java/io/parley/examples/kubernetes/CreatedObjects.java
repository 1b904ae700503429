package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.parley.api.launch.LaunchFailedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a launch created and has to delete again, and nothing of anybody else: an object is deleted as the very one that
 * was created, so one that came after it under its name stays. Not thread-safe.
 */
final class CreatedObjects {

    private static final System.Logger LOG = System.getLogger(CreatedObjects.class.getName());

    private final ClusterClient cluster;
    private final LaunchMark mark;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private boolean podsMayBeLeft;

    /** An object as it was sent, and its UID; empty where the server did not tell that it created it. */
    private record Entry(HasMetadata object, Optional<String> uid) {}

    CreatedObjects(ClusterClient cluster, LaunchMark mark) {
        this.cluster = cluster;
        this.mark = mark;
    }

    /** Creates an object with the mark of this launch; from then on it is deleted with the others. */
    void create(HasMetadata object) throws InterruptedException {
        HasMetadata marked = mark.on(object);
        Optional<String> uid = Optional.empty();
        podsMayBeLeft = true;
        try {
            uid = Optional.of(cluster.create(marked).getMetadata().getUid());
        } finally {
            // A call that failed may have reached the server all the same.
            entries.push(new Entry(marked, uid));
        }
    }

    /**
     * Deletes everything, pods first and objects the last first; what fails does not keep the rest.
     *
     * <p>Pods go first because only who deletes a pod says how long it may take to end: one that is deleted because its
     * Deployment was has the time of its own specification. What follows a pod until its Deployment is gone is deleted
     * after it.
     *
     * @param grace how long pods may take to end
     * @throws LaunchFailedException if something is left behind; the message names everything
     * @throws InterruptedException if everything is deleted, and somebody cancelled meanwhile
     */
    void delete(Duration grace) throws InterruptedException {
        if (!podsMayBeLeft && entries.isEmpty()) {
            return;
        }
        Attempts attempts = new Attempts();
        attempts.attempt(() -> deletePods(grace));
        List<Entry> all = List.copyOf(entries);
        for (Entry entry : all) {
            if (attempts.attempt(() -> delete(entry))) {
                entries.remove(entry);
            }
        }
        podsMayBeLeft = !attempts.attempt(() -> deletePods(grace));
        attempts.finish();
    }

    /**
     * Deletes everything without a grace, for who cannot wait; what may be left is told to the log.
     *
     * @throws InterruptedException if everything is deleted, and somebody cancelled meanwhile
     */
    void deleteNow(PodSettings settings) throws InterruptedException {
        try {
            delete(Duration.ZERO);
        } catch (LaunchFailedException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Objects of " + settings.id() + " may be left: " + e.getMessage()
                            + " Look with: kubectl get deployment,service,configmap,secret,pod --namespace "
                            + settings.namespace() + " --selector app=" + settings.id());
            LOG.log(System.Logger.Level.DEBUG, "Why objects named " + settings.id() + " may be left.", e);
        }
    }

    private void deletePods(Duration grace) throws InterruptedException {
        Attempts attempts = new Attempts();
        for (Pod pod : cluster.pods()) {
            attempts.attempt(() -> cluster.deletePod(pod, grace));
        }
        attempts.finish();
    }

    private void delete(Entry entry) throws InterruptedException {
        Optional<String> uid = entry.uid().isPresent()
                ? entry.uid()
                : cluster.find(entry.object())
                        .filter(mark::isOn)
                        .map(found -> found.getMetadata().getUid());
        if (uid.isPresent()) {
            cluster.delete(entry.object(), uid.get());
        }
    }
}
