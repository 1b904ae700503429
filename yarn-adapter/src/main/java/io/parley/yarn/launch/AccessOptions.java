package io.parley.yarn.launch;

import io.parley.api.configuration.ConfigurationOption;
import java.util.EnumMap;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationAccessType;

/** Who may look at an application and who may change it, beside its user. Stateless. */
final class AccessOptions {

    private static final Map<ApplicationAccessType, ConfigurationOption<String>> KEYS = Map.of(
            ApplicationAccessType.VIEW_APP, ConfigurationOption.text("yarn.view.acls"),
            ApplicationAccessType.MODIFY_APP, ConfigurationOption.text("yarn.modify.acls"));
    private static final String EVERYBODY = "*";

    private AccessOptions() {}

    /** Reads the keys; the reader collects what is wrong. The lists of users and groups are as YARN takes them. */
    static Map<ApplicationAccessType, String> read(KeyReader keys) {
        Map<ApplicationAccessType, String> lists = new EnumMap<>(ApplicationAccessType.class);
        KEYS.forEach((type, option) -> keys.find(option)
                .filter(list -> !list.isEmpty())
                .ifPresent(list -> {
                    if (list.contains(EVERYBODY) && !list.equals(EVERYBODY)) {
                        keys.refuse(
                                option,
                                "\"" + list + "\" holds a *, which means everybody and stands alone.",
                                "Write * alone, or users with commas, a blank and groups with commas.");
                    }
                    lists.put(type, list);
                }));
        return lists;
    }
}
