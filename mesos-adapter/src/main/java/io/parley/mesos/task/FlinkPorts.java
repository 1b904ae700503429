package io.parley.mesos.task;

import io.parley.api.configuration.ConfigurationOption;
import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PortRequirement;
import io.parley.api.plan.ProcessKind;
import io.parley.api.plan.Remark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The ports that a Flink process takes of an offer, each named by its key, and what becomes of what the configuration
 * says of them. Stateless.
 *
 * <p>A JobManager's port that a key fixes to one number is asked for by that number, unless it is the one that Flink
 * uses when nobody has chosen any. A TaskManager's are any ports of the offer, as Flink 1.11 takes them, for several
 * TaskManagers may run on one agent. What is not followed gets a remark.
 */
public final class FlinkPorts {

    private static final String ASSIGNMENTS = "mesos.resourcemanager.tasks.port-assignments";
    private static final String RPC = "jobmanager.rpc.port";
    private static final String REST = "rest.port";
    private static final String REST_BOUND = "rest.bind-port";

    /** Where a JobManager of ZooKeeper's listens for RPC, in the place of the other key. */
    private static final String RPC_OF_ZOOKEEPER = "high-availability.jobmanager.port";

    private static final List<String> TASK_MANAGER = List.of("taskmanager.rpc.port", "taskmanager.data.port");

    /** What Flink uses by itself, and, of the first, what the files of its distributions say. */
    private static final Map<String, Integer> DEFAULTS = Map.of(RPC, 6123, REST, 8081);

    /** The keys whose values count. */
    public static final List<String> KEYS =
            List.of(ASSIGNMENTS, RPC, REST, RPC_OF_ZOOKEEPER, TASK_MANAGER.get(0), TASK_MANAGER.get(1));

    private static final ConfigurationOption<String> HIGH_AVAILABILITY = ConfigurationOption.text(
                    "high-availability.type")
            .withDeprecatedKeys("high-availability")
            .withDefault("NONE");
    private static final int LARGEST = 65_535;

    private FlinkPorts() {}

    /**
     * Gives the ports that a process takes.
     *
     * @param process the kind of process
     * @param configuration its configuration
     * @return the ports in the order in which they are granted
     * @throws IllegalArgumentException if a key has what is no port; the message names the key
     */
    public static List<PortRequirement> of(ProcessKind process, FlinkConfiguration configuration) {
        List<PortRequirement> ports = new ArrayList<>();
        for (String key : keys(process, configuration)) {
            check(key, configuration);
            ports.add(new PortRequirement(
                    key, process == ProcessKind.JOB_MANAGER ? fixed(key, configuration) : OptionalInt.empty()));
        }
        return ports;
    }

    /**
     * Gives a remark for each key of a port that is not followed.
     *
     * @param process the kind of process
     * @param configuration its configuration
     * @return the remarks, with the reasons
     */
    public static List<Remark> remarks(ProcessKind process, FlinkConfiguration configuration) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String key : keys(process, configuration)) {
            boolean followed = process == ProcessKind.JOB_MANAGER
                    && fixed(key, configuration).isPresent();
            if (!followed && isChosen(key, configuration)) {
                reasons.put(key, reason(process, key, configuration));
            }
            for (String bound : likewise(key, configuration)) {
                boolean same = followed && fixed(bound, configuration).equals(fixed(key, configuration));
                if (bound.endsWith(".bind-port") && !same && isChosen(bound, configuration)) {
                    reasons.put(bound, "a process listens at the port that it takes of an offer for " + key + ".");
                }
            }
        }
        List<Remark> remarks = new ArrayList<>();
        reasons.forEach((key, why) -> remarks.add(new Remark(
                Remark.Kind.WITHOUT_EFFECT,
                key + " (" + configuration.value(key).orElse("").strip() + ") has no effect: " + why,
                List.of(key))));
        return remarks;
    }

    private static String reason(ProcessKind process, String key, FlinkConfiguration configuration) {
        if (process == ProcessKind.TASK_MANAGER) {
            return "a TaskManager takes any port of an offer, for several may run on one agent. Remove it.";
        }
        return isDefault(key, configuration)
                ? "it is what Flink uses by itself, and a JobManager takes any port of an offer then. Write another"
                        + " number, that agents offer, to have just that one."
                : "a JobManager takes any port of an offer where it is not one number. Write one, that agents offer, to"
                        + " have just that one.";
    }

    /**
     * Gives the further keys that have to name the port of a key, for Flink would listen elsewhere otherwise.
     *
     * @param key the key of a port
     * @param configuration the configuration of the process
     * @return the keys, may be empty
     */
    public static Set<String> likewise(String key, FlinkConfiguration configuration) {
        Set<String> others = new LinkedHashSet<>();
        if (key.equals(RPC_OF_ZOOKEEPER)) {
            others.add(RPC);
            others.addAll(likewise(RPC, configuration));
        } else if (key.equals(REST)) {
            others.add(REST_BOUND);
        } else if (key.endsWith(".port")) {
            String bound = key.substring(0, key.length() - "port".length()) + "bind-port";
            if (configuration.contains(bound)) {
                others.add(bound);
            }
        }
        return others;
    }

    private static Set<String> keys(ProcessKind process, FlinkConfiguration configuration) {
        if (process == ProcessKind.JOB_MANAGER) {
            boolean zooKeeper =
                    configuration.find(HIGH_AVAILABILITY).orElse("NONE").strip().equalsIgnoreCase("zookeeper");
            return new LinkedHashSet<>(List.of(zooKeeper ? RPC_OF_ZOOKEEPER : RPC, REST));
        }
        Set<String> keys = new LinkedHashSet<>(TASK_MANAGER);
        keys.addAll(new TaskKeyReader(configuration).items(ASSIGNMENTS));
        return keys;
    }

    private static void check(String key, FlinkConfiguration configuration) {
        TaskKeyReader keys = new TaskKeyReader(configuration);
        for (String range : keys.items(key)) {
            for (String number : range.split("-", 2)) {
                if (number(number).isEmpty()) {
                    throw keys.unusable(
                            key,
                            "\"" + range + "\" is no port and no range of ports from 0 to " + LARGEST
                                    + ". Write one, or leave it out: on Mesos it is taken from the offer.");
                }
            }
        }
    }

    private static Optional<Integer> number(String text) {
        String digits = text.strip();
        return digits.matches("[0-9]{1,9}") && Integer.parseInt(digits) <= LARGEST
                ? Optional.of(Integer.valueOf(digits))
                : Optional.empty();
    }

    private static Optional<Integer> only(String key, FlinkConfiguration configuration) {
        return configuration.value(key).flatMap(FlinkPorts::number);
    }

    private static boolean isDefault(String key, FlinkConfiguration configuration) {
        Integer usual = DEFAULTS.get(key);
        return usual != null && only(key, configuration).equals(Optional.of(usual));
    }

    /** Gives the one number that a user has chosen. */
    private static OptionalInt fixed(String key, FlinkConfiguration configuration) {
        Optional<Integer> number = only(key, configuration).filter(port -> port > 0);
        return number.isPresent() && !isDefault(key, configuration)
                ? OptionalInt.of(number.get())
                : OptionalInt.empty();
    }

    /** Every distribution's file has the default of RPC, so that one was chosen by nobody. */
    private static boolean isChosen(String key, FlinkConfiguration configuration) {
        String text = configuration.value(key).orElse("").strip();
        boolean any = text.isEmpty() || only(key, configuration).equals(Optional.of(0));
        return !any && !(key.equals(RPC) && isDefault(key, configuration));
    }
}
