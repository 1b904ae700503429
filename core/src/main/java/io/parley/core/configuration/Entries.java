package io.parley.core.configuration;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.Origin;
import io.parley.api.plan.Remark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the entries of one file, the last one of a key wins, and remarks up to a bound. Not thread-safe. */
final class Entries {

    /** A file of another kind may give a remark for every line. */
    private static final int MAX_REMARKS = 50;

    private final Path file;
    private final FlinkConfiguration.Builder builder = FlinkConfiguration.builder();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Remark> remarks = new ArrayList<>();
    private int suppressed;

    Entries(Path file) {
        this.file = file;
    }

    void set(String key, String value, int line) {
        if (hasEffect(key, line)) {
            builder.set(key, value, Origin.file(file.toString(), line));
        }
    }

    void set(String key, double value, int line) {
        if (hasEffect(key, line)) {
            builder.set(key, value, Origin.file(file.toString(), line));
        }
    }

    private boolean hasEffect(String key, int line) {
        if (key.isBlank()) {
            remark("The entry of " + at(line) + " has a blank key and no effect. Give it a key, or remove it.");
            return false;
        }
        Integer earlier = lines.put(key, line);
        if (earlier != null) {
            remarkOverridden(key, earlier, line);
        }
        return true;
    }

    void remarkOverridden(String key, int earlier, int later) {
        remark(
                key + " is set on line " + earlier + " and again on line " + later + " of " + file
                        + ": the later one counts. Remove one of both.",
                key);
    }

    void remark(String message, String... keys) {
        if (remarks.size() < MAX_REMARKS) {
            remarks.add(new Remark(Remark.Kind.WITHOUT_EFFECT, message, List.of(keys)));
        } else {
            suppressed++;
        }
    }

    /** Gives the place for messages, for instance {@code line 3 of conf/config.yaml}. */
    String at(int line) {
        return "line " + line + " of " + file;
    }

    ReadConfiguration finish(ConfigurationFormat format) {
        List<Remark> all = new ArrayList<>(remarks);
        if (suppressed > 0) {
            all.add(new Remark(
                    Remark.Kind.WITHOUT_EFFECT,
                    suppressed + " more remarks about " + file + " are left out. Is it a Flink configuration?",
                    List.of()));
        }
        builder.listGrammar(format.listGrammar());
        return new ReadConfiguration(file, format, builder.build(), all);
    }
}
