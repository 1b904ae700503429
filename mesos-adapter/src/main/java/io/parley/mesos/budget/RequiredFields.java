package io.parley.mesos.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.mesos.protobuf.Descriptors.FieldDescriptor;
import org.apache.mesos.protobuf.Message;
import org.apache.mesos.protobuf.MessageOrBuilder;

/**
 * Names required fields that are missing, but only some: of a hostile message, all names take more than it. Stateless.
 */
public final class RequiredFields {

    private static final int MOST = 5;

    private RequiredFields() {}

    /**
     * Names the first ones.
     *
     * @param message which may lack some
     * @return their paths, with commas between them; empty if none is missing
     */
    public static String missing(MessageOrBuilder message) {
        if (message.isInitialized()) {
            return "";
        }
        List<String> paths = new ArrayList<>();
        find(message, "", paths);
        return String.join(", ", paths.subList(0, Math.min(MOST, paths.size()))) + (paths.size() > MOST ? ", …" : "");
    }

    /** Finds one more than are named. */
    private static void find(MessageOrBuilder message, String path, List<String> paths) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isRequired() && !message.hasField(field) && paths.size() <= MOST) {
                paths.add(path + field.getName());
            }
        }
        for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
            FieldDescriptor field = set.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            String inner = path + field.getName();
            if (field.isRepeated()) {
                List<?> all = (List<?>) set.getValue();
                for (int at = 0; at < all.size() && paths.size() <= MOST; at++) {
                    findInner((Message) all.get(at), inner + "[" + at + "].", paths);
                }
            } else {
                findInner((Message) set.getValue(), inner + ".", paths);
            }
        }
    }

    private static void findInner(Message message, String path, List<String> paths) {
        if (paths.size() <= MOST && !message.isInitialized()) {
            find(message, path, paths);
        }
    }
}
