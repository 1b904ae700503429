package io.parley.examples.kubernetes;

import io.parley.api.configuration.FlinkConfiguration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Collects the arguments of a container. What may be secret in them becomes a variable, which belongs into a Secret,
 * and stands in the arguments as {@code $(NAME)} only. Not thread-safe.
 *
 * <p>Source: Kubernetes' reference of {@code Container}: {@code $(NAME)} becomes the value of the container's variable,
 * in which nothing is replaced, and {@code $$} stands for one {@code $}.
 */
final class ContainerArguments {

    private static final String VARIABLE = "PARLEY_SECRET_";
    /** An option by its name alone, whose value is the next word. */
    private static final Pattern NAME_ALONE = Pattern.compile("-{0,2}[A-Za-z0-9._-]+");

    private final Set<String> taken;
    private final List<String> texts = new ArrayList<>();
    private final Map<String, String> secrets = new TreeMap<>();
    private int number;

    /**
     * Starts with no arguments.
     *
     * @param taken the names of the container's other variables
     */
    ContainerArguments(Collection<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    /** Adds words in which nothing is secret. */
    void add(List<String> words) {
        words.forEach(word -> texts.add(literal(word)));
    }

    /** Adds words of a user: what belongs to a name that Flink takes for that of a secret is one. */
    void addOfUser(List<String> words) {
        boolean isValueOfSecret = false;
        for (String word : words) {
            boolean isSensitive = FlinkConfiguration.isSensitive(word);
            int equals = word.indexOf('=');
            boolean isName =
                    !isValueOfSecret && isSensitive && NAME_ALONE.matcher(word).matches();
            if (!isValueOfSecret && equals > 0 && FlinkConfiguration.isSensitive(word.substring(0, equals))) {
                texts.add(literal(word.substring(0, equals + 1)) + reference(word.substring(equals + 1)));
            } else if (isValueOfSecret || (isSensitive && !isName)) {
                texts.add(reference(word));
            } else {
                texts.add(literal(word));
            }
            isValueOfSecret = isName;
        }
    }

    private static String literal(String text) {
        return text.replace("$", "$$");
    }

    private String reference(String secret) {
        if (secret.isEmpty()) {
            return secret;
        }
        String name;
        do {
            number++;
            name = VARIABLE + number;
        } while (taken.contains(name));
        secrets.put(name, secret);
        return "$(" + name + ")";
    }

    /** Gives the arguments as Kubernetes reads them; nothing in them is secret. */
    List<String> texts() {
        return List.copyOf(texts);
    }

    /** Gives the value of each variable that the arguments need. */
    Map<String, String> secrets() {
        return Collections.unmodifiableMap(new TreeMap<>(secrets));
    }
}
