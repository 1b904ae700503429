package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A label that tells the objects and pods of one launch from all others, those of the same name included. Immutable.
 *
 * @param value what no other launch has
 */
record LaunchMark(String value) {

    static final String KEY = "io.parley/launch";

    /** Makes one up. */
    static LaunchMark create() {
        return new LaunchMark(UUID.randomUUID().toString());
    }

    /** Gives the labels that select what is marked. */
    Map<String, String> labels() {
        return Map.of(KEY, value);
    }

    /** Gives a marked copy of an object, which makes marked pods and selects no others. */
    HasMetadata on(HasMetadata object) {
        HasMetadata copy = Serialization.clone(object);
        mark(copy.getMetadata());
        if (copy instanceof Service service) {
            service.getSpec().setSelector(with(service.getSpec().getSelector()));
        } else if (copy instanceof Deployment deployment) {
            DeploymentSpec spec = deployment.getSpec();
            spec.getSelector().setMatchLabels(with(spec.getSelector().getMatchLabels()));
            mark(spec.getTemplate().getMetadata());
        }
        return copy;
    }

    private void mark(ObjectMeta metadata) {
        metadata.setLabels(with(metadata.getLabels()));
    }

    private Map<String, String> with(Map<String, String> labels) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(KEY, value);
        return more;
    }

    /** Tells whether an object is marked. */
    boolean isOn(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null && value.equals(labels.get(KEY));
    }
}
