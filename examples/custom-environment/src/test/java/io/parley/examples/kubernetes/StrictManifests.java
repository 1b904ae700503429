package io.parley.examples.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML into fabric8's typed objects and refuses every field that its type does not have. The types themselves
 * keep such fields beside the known ones, so each object of the tree is looked at.
 */
final class StrictManifests {

    private static final KubernetesSerialization READER = new KubernetesSerialization();

    private StrictManifests() {}

    static List<HasMetadata> read(String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : yaml.split("(?m)^---$", -1)) {
            if (!document.isBlank()) {
                HasMetadata object = READER.unmarshal(document);
                check(object.getKind(), object);
                objects.add(object);
            }
        }
        return objects;
    }

    private static void check(String path, Object value) {
        if (value instanceof Collection<?> items) {
            int index = 0;
            for (Object item : items) {
                check(path + "[" + index++ + "]", item);
            }
        } else if (value instanceof Map<?, ?> entries) {
            entries.forEach((key, item) -> check(path + "." + key, item));
        } else if (value.getClass().getName().startsWith("io.fabric8.kubernetes.api.model.")) {
            checkFields(path, value);
        }
    }

    private static void checkFields(String path, Object object) {
        for (Method method : object.getClass().getMethods()) {
            if (!method.getName().startsWith("get")
                    || method.getParameterCount() > 0
                    || method.getDeclaringClass() == Object.class) {
                continue;
            }
            Object found;
            try {
                found = method.invoke(object);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(path + "." + method.getName(), e);
            }
            if (method.getName().equals("getAdditionalProperties")) {
                if (found instanceof Map<?, ?> unknown && !unknown.isEmpty()) {
                    throw new IllegalArgumentException("Unknown fields in " + path + ": " + unknown.keySet());
                }
            } else if (found != null) {
                check(path + "." + method.getName().substring(3), found);
            }
        }
    }
}
