package io.parley.mesos.marathon;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.PortRequirement;
import io.parley.api.environment.ResourceFeature;
import io.parley.api.environment.ResourceTranslationException;
import io.parley.api.plan.ProcessMemoryPlan;
import io.parley.mesos.matching.Constraint;
import io.parley.mesos.matching.GroupConstraint;
import io.parley.mesos.matching.OfferDemand;
import io.parley.mesos.task.FlinkPorts;
import io.parley.mesos.task.TaskLaunch;
import io.parley.mesos.task.TaskPlace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * The app definition of Marathon for one Flink process. Immutable.
 *
 * <p>Memory, CPUs, ports, variables and arguments come from one plan and the take that it asks for, so none of them can
 * disagree with another. Only when a task starts are its host and ports known, as variables; a script that is always
 * the same reads those and hands over everything else as it is. What users write is no part of the script.
 *
 * <p>Everybody who may read apps reads an app, so it holds no secret: keys and variables that may be one are left out
 * and named in the label {@code PARLEY_WITHHELD}, and what cannot be left out, an address with a password or an option
 * of the JVM, is refused by name. The label {@code PARLEY_WITHOUT_EFFECT} names keys of ports in whose place ports of
 * offers are taken. The id is that of {@code parley.mesos.marathon.app-id}, else it is made of
 * {@code high-availability.cluster-id} and the process.
 *
 * <p>Source: Marathon's documentation of {@code POST /v2/apps}, and its published types of an app.
 */
public final class MarathonApp {

    /** The keys that an app follows beside those of its task. */
    public static final List<String> KEYS = List.of(AppId.KEY, AppId.CLUSTER.key());

    static final String ENVIRONMENT = "mesos with format marathon";

    /** What stands for the host and for the task's id until the app is written; no host has such a name. */
    private static final String HOST = "\u0001host\u0001";

    private static final String TASK = "parley-marathon-task";
    private static final String OPTION = "-D";

    /** A key of Flink's that a script can name as it is. */
    private static final String PORT_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    /** The label that names what the app does not hold. */
    private static final String WITHHELD = "PARLEY_WITHHELD";

    /** The label that names keys of ports in whose place Marathon's are taken. */
    private static final String WITHOUT_EFFECT = "PARLEY_WITHOUT_EFFECT";

    /** Marathon's type of variables' names, which is narrower than Mesos'. */
    private static final String VARIABLE_NAME = "[a-zA-Z_][a-zA-Z0-9_]{0,1023}";
    /** Source: Marathon's rules of artifacts. */
    private static final int MOST_ADDRESS = 1024;
    /** What of a long text is shown. */
    private static final int SHOWN = 60;

    private final OfferDemand demand;
    private final String id;
    private final TaskInfo task;
    private final List<String> words;
    private final List<PortRequirement> ports;

    /** The numbers of the ports by the keys that have to name them. */
    private final Map<String, Integer> portKeys = new LinkedHashMap<>();

    private final List<String> withoutEffect;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<String> withheld = new ArrayList<>();

    private MarathonApp(
            ProcessMemoryPlan plan, FlinkConfiguration configuration, OfferDemand demand, TaskLaunch launch) {
        this.id = AppId.of(plan.process(), configuration);
        this.demand = demand;
        this.task = launch.toTaskInfo();
        this.words = launch.words();
        this.ports = demand.need().ports();
        for (int i = 0; i < ports.size(); i++) {
            int number = i;
            String key = ports.get(i).name();
            portKeys.put(key, number);
            FlinkPorts.likewise(key, configuration).forEach(other -> portKeys.put(other, number));
        }
        this.withheld.addAll(TaskLaunch.withheldKeys(configuration));
        this.withoutEffect = FlinkPorts.remarks(plan.process(), configuration).stream()
                .flatMap(remark -> remark.keys().stream())
                .toList();
        task.getCommand().getEnvironment().getVariablesList().forEach(variable -> {
            if (FlinkConfiguration.isSensitive(variable.getName())) {
                withheld.add(variable.getName());
            } else if (!variable.getValue().equals(TASK)) {
                // The id of the task is known to Marathon only, which tells it as MESOS_TASK_ID.
                variables.put(variable.getName(), variable.getValue());
            }
        });
    }

    /**
     * Makes the app of a process.
     *
     * @param plan the plan that the process is started with
     * @param configuration its configuration
     * @param demand what the plan asks for
     * @return the app
     * @throws IllegalArgumentException if a key is malformed or nothing tells where Flink is
     * @throws ResourceTranslationException if Marathon cannot express it, or everybody would see a secret
     */
    public static MarathonApp of(ProcessMemoryPlan plan, FlinkConfiguration configuration, OfferDemand demand) {
        if (demand.need().cpus().millis() == 0) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT, "an app without CPUs", "Ask for 0.001 CPUs or more.");
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        for (PortRequirement port : demand.need().ports()) {
            places.put(port.name(), places.size());
        }
        TaskPlace place = new TaskPlace(
                TaskID.newBuilder().setValue(TASK).build(),
                AgentID.newBuilder().setValue("any").build(),
                HOST,
                List.of(),
                places);
        TaskLaunch launch = TaskLaunch.of(plan, configuration, place).build();
        refuseSecrets(launch);
        MarathonApp app = new MarathonApp(plan, configuration, demand, launch);
        app.checkPorts();
        app.checkVariables();
        app.checkFetched();
        app.checkGpus();
        return app;
    }

    private static void refuseSecrets(TaskLaunch launch) {
        List<String> secrets = launch.visibleSecrets();
        if (!secrets.isEmpty()) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    secrets.get(0) + ", which may be a secret and would be seen by everybody who may read apps",
                    "Fetch from where nothing has to be proven, and have options in a file on the agents that"
                            + " env.java.opts names as @/path/of/the/file.");
        }
    }

    /** Source: Marathon's rules of GPUs. */
    private void checkGpus() {
        if (demand.need().gpus() > 0
                && task.getContainer().getType() == ContainerInfo.Type.DOCKER
                && task.hasContainer()) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    ResourceFeature.GPU + " in a container of docker",
                    "Write mesos into mesos.resourcemanager.tasks.container.type, which runs the same image.");
        }
    }

    /** Where one port has a number, Marathon gives every other one a number of its own, which no agent may have. */
    private void checkPorts() {
        List<String> named = ports.stream()
                .filter(port -> port.number().isPresent())
                .map(PortRequirement::name)
                .toList();
        List<String> others = ports.stream()
                .filter(port -> port.number().isEmpty())
                .map(PortRequirement::name)
                .toList();
        if (!named.isEmpty() && !others.isEmpty()) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    ResourceFeature.PORTS + ", some by number " + named + " and some not " + others,
                    "Give each of them a number that is not Flink's default, or leave all of them out.");
        }
        Set<String> names = new HashSet<>();
        for (PortRequirement port : ports) {
            if (!port.name().matches(PORT_NAME) || !names.add(nameOf(port))) {
                throw ResourceTranslationException.inexpressible(
                        ENVIRONMENT,
                        "the port " + port.name(),
                        "Name each port by another key of Flink's, of at most 63 letters, digits, dots and hyphens.");
            }
        }
    }

    /** Marathon's names have lower-case letters, digits and hyphens only. */
    private static String nameOf(PortRequirement port) {
        return port.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-").replaceAll("-+$", "");
    }

    private void checkVariables() {
        task.getCommand().getEnvironment().getVariablesList().forEach(variable -> {
            if (!variable.getName().matches(VARIABLE_NAME)) {
                throw ResourceTranslationException.inexpressible(
                        ENVIRONMENT,
                        "the variable " + shortened(variable.getName()),
                        "Name it with up to 1024 letters, digits and underscores only.");
            }
        });
    }

    private void checkFetched() {
        task.getCommand().getUrisList().forEach(uri -> {
            if (uri.getValue().length() > MOST_ADDRESS) {
                throw ResourceTranslationException.inexpressible(
                        ENVIRONMENT,
                        "the address " + shortened(uri.getValue()) + " of "
                                + uri.getValue().length() + " characters",
                        "Name one of up to " + MOST_ADDRESS + " in mesos.resourcemanager.tasks.uris.");
            }
        });
    }

    private static String shortened(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    /**
     * Gives the app as a document.
     *
     * @return JSON, with lines for people
     * @throws ResourceTranslationException if Marathon cannot express it
     */
    public String toJson() {
        Map<String, Object> app = new LinkedHashMap<>();
        app.put("id", id);
        app.put("instances", 1);
        app.put("cpus", demand.need().cpus().cores());
        app.put("mem", demand.need().memMebibytes());
        app.put("disk", demand.need().diskMebibytes());
        if (demand.need().gpus() > 0) {
            app.put("gpus", demand.need().gpus());
        }
        app.put("args", arguments());
        app.put("env", variables);
        Map<String, String> labels = labels();
        if (!labels.isEmpty()) {
            app.put("labels", labels);
        }
        if (task.getCommand().getUrisCount() > 0) {
            app.put(
                    "fetch",
                    task.getCommand().getUrisList().stream()
                            .map(uri -> Map.of("uri", uri.getValue()))
                            .toList());
        }
        app.put("portDefinitions", portDefinitions());
        app.put("requirePorts", ports.stream().anyMatch(port -> port.number().isPresent()));
        if (!demand.constraints().isEmpty() || demand.group().isPresent()) {
            app.put("constraints", constraints());
        }
        if (task.hasContainer()) {
            app.put("container", AppContainer.of(task.getContainer()));
        }
        long graceNanos = task.getKillPolicy().getGracePeriod().getNanoseconds();
        app.put("taskKillGracePeriodSeconds", (graceNanos + 999_999_999) / 1_000_000_000);
        // The old process ends before the new one starts: two JobManagers would be two clusters.
        app.put("upgradeStrategy", Map.of("minimumHealthCapacity", 0, "maximumOverCapacity", 0));
        return JsonDocument.of(app);
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        if (!withheld.isEmpty()) {
            labels.put(WITHHELD, String.join(",", withheld));
        }
        if (!withoutEffect.isEmpty()) {
            labels.put(WITHOUT_EFFECT, String.join(",", withoutEffect));
        }
        return labels;
    }

    private List<String> arguments() {
        StringBuilder script = new StringBuilder("exec \"$@\"");
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals(OPTION) && i + 1 < words.size()) {
                String value = known(words.get(i + 1));
                i++;
                if (value.isEmpty()) {
                    rest.add(word);
                    rest.add(words.get(i));
                } else {
                    script.append(value);
                }
            } else {
                rest.add(word);
            }
        }
        List<String> arguments = new ArrayList<>(List.of("/bin/sh", "-c", script.toString(), "sh"));
        arguments.addAll(rest);
        return arguments;
    }

    /**
     * Gives how the script sets a property that is known when the task starts only; blank to leave it out, else empty.
     */
    private String known(String property) {
        int equals = property.indexOf('=');
        String key = property.substring(0, Math.max(0, equals));
        String value = property.substring(equals + 1);
        if (key.matches(PORT_NAME)) {
            Integer port = portKeys.get(key);
            if (port != null && value.equals(Integer.toString(port))) {
                return " " + OPTION + " " + key + "=\"$PORT" + port + "\"";
            }
            if (value.equals(HOST)) {
                return " " + OPTION + " " + key + "=\"$HOST\"";
            }
            if (value.equals(TASK)) {
                return " " + OPTION + " " + key + "=\"$MESOS_TASK_ID\"";
            }
        }
        if (value.contains(HOST) || value.contains(TASK)) {
            throw ResourceTranslationException.inexpressible(
                    ENVIRONMENT,
                    key + " with the id of the task in it",
                    "Leave _TASK_ out of mesos.resourcemanager.tasks.hostname.");
        }
        return "";
    }

    private List<Map<String, Object>> portDefinitions() {
        List<Map<String, Object>> definitions = new ArrayList<>();
        for (PortRequirement port : ports) {
            Map<String, Object> definition = new LinkedHashMap<>();
            definition.put("port", port.number().orElse(0));
            definition.put("protocol", "tcp");
            definition.put("name", nameOf(port));
            definitions.add(definition);
        }
        return definitions;
    }

    /** Each once, for Marathon refuses an app that says one twice. */
    private List<List<String>> constraints() {
        Set<List<String>> constraints = new LinkedHashSet<>();
        for (Constraint constraint : demand.constraints()) {
            String operator = switch (constraint.operator()) {
                case IS -> "CLUSTER";
                case LIKE -> "LIKE";
                case UNLIKE -> "UNLIKE";
            };
            constraints.add(List.of(field(constraint.field()), operator, constraint.value()));
        }
        demand.group().ifPresent(group -> constraints.add(spread(group)));
        return List.copyOf(constraints);
    }

    private static List<String> spread(GroupConstraint group) {
        String field = field(group.field());
        return switch (group.most()) {
            case 1 -> List.of(field, "UNIQUE");
            case GroupConstraint.EVENLY -> List.of(field, "GROUP_BY");
            default -> List.of(field, "MAX_PER", Integer.toString(group.most()));
        };
    }

    private static String field(String field) {
        return switch (field) {
            case Constraint.HOSTNAME -> "hostname";
            case Constraint.AGENT_ID ->
                throw ResourceTranslationException.inexpressible(
                        ENVIRONMENT, "a constraint on an agent's id", "Ask for its host name.");
            default -> field;
        };
    }
}
