package io.parley.examples.launch;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.configuration.FlinkConfigurationText;
import io.parley.api.configuration.FlinkVersion;
import io.parley.core.configuration.FlinkConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LogAggregationContext;

/** What is handed in to YARN, taken apart into named facts that can be compared one by one. Stateless. */
final class SubmissionFacts {

    private static final Pattern APPLICATION = Pattern.compile("application_\\d+_\\d+");
    private static final Pattern SHIPPED_KEY = Pattern.compile("(?:key=|'resourceKey':')([^,']+)");
    private static final Pattern MAIN = Pattern.compile("org\\.apache\\.flink\\.yarn\\.entrypoint\\.\\w+");
    private static final List<String> MEMORY = List.of("-Xm", "-XX:MaxDirectMemorySize", "-XX:MaxMetaspaceSize");
    /** Variables that the ResourceManager adds when it starts the container. */
    private static final List<String> RESOURCE_MANAGERS = List.of("APP_SUBMIT_TIME_ENV", "APPLICATION_WEB_PROXY_BASE");

    private SubmissionFacts() {}

    /**
     * Reads a submission.
     *
     * @param folder for temporary files
     */
    static Map<String, String> of(ApplicationSubmissionContext context, FlinkVersion version, Path folder)
            throws IOException {
        Map<String, String> facts = new TreeMap<>();
        facts.put("name", context.getApplicationName());
        facts.put("type", context.getApplicationType());
        facts.put("tags", String.valueOf(context.getApplicationTags()));
        facts.put("queue", context.getQueue());
        facts.put("priority", String.valueOf(context.getPriority()));
        facts.put("attempts", Integer.toString(context.getMaxAppAttempts()));
        facts.put("keeps containers", Boolean.toString(context.getKeepContainersAcrossApplicationAttempts()));
        facts.put("failures validity", Long.toString(context.getAttemptFailuresValidityInterval()));
        facts.put("node label", String.valueOf(context.getNodeLabelExpression()));
        facts.put("resource", context.getResource().toString());
        LogAggregationContext logs = context.getLogAggregationContext();
        facts.put(
                "rolled logs",
                logs == null ? "none" : logs.getRolledLogsIncludePattern() + " " + logs.getRolledLogsExcludePattern());
        ContainerLaunchContext container = context.getAMContainerSpec();
        facts.put("access", new TreeMap<>(container.getApplicationACLs()).toString());
        addCommand(facts, container.getCommands().get(0));
        addEnvironment(facts, container.getEnvironment());
        addResources(facts, container.getLocalResources());
        addConfiguration(facts, container.getLocalResources(), version, folder);
        return facts;
    }

    private static void addCommand(Map<String, String> facts, String command) {
        Matcher main = MAIN.matcher(command);
        if (!main.find()) {
            throw new IllegalArgumentException("No entry point of Flink's in " + command);
        }
        facts.put("command, class", main.group());
        List<String> before = new ArrayList<>();
        List<String> memory = new ArrayList<>();
        for (String word : command.substring(0, main.start()).trim().split("\\s+", -1)) {
            if (MEMORY.stream().anyMatch(word::startsWith)) {
                memory.add(word);
            } else if (word.startsWith("-")) {
                // Quotes do not matter to the process.
                facts.put("command, option " + word.replace("\"", "").replace("\\", ""), "yes");
            } else {
                before.add(word);
            }
        }
        facts.put("command, before the options", before.toString());
        facts.put("command, memory", memory.toString());
        String rest = command.substring(main.end()).replace("\"", "").replace("\\", "");
        int redirects = rest.indexOf("1> ");
        // Flink's own come in no order.
        facts.put(
                "command, arguments",
                new TreeSet<>(Arrays.asList(rest.substring(0, redirects).trim().split("-D ", -1))).toString());
        Matcher end = Pattern.compile("(1> \\S+ 2> [^ ;]+)(.*)").matcher(rest.substring(redirects));
        if (end.matches()) {
            facts.put("command, redirects", end.group(1));
            facts.put("command, after the process", end.group(2));
        }
    }

    private static void addEnvironment(Map<String, String> facts, Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (RESOURCE_MANAGERS.contains(name)) {
                return;
            }
            String plain = APPLICATION
                    .matcher(value.replace("\"\"", "").replace("\\", ""))
                    .replaceAll("APPLICATION");
            if (name.endsWith("CLASSPATH")) {
                Arrays.asList(plain.split(":", -1)).forEach(entry -> facts.put(name + " entry " + entry, "yes"));
            } else if (name.equals("_CLIENT_SHIP_FILES")) {
                shippedKeys(plain).forEach(key -> facts.put("passed on " + key, "yes"));
            } else if (name.equals("_FLINK_DIST_JAR")) {
                facts.put("passed on as Flink", shippedKeys(plain).toString());
            } else {
                facts.put("variable " + name, plain);
            }
        });
    }

    private static Set<String> shippedKeys(String descriptors) {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = SHIPPED_KEY.matcher(descriptors);
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }

    private static void addResources(Map<String, String> facts, Map<String, LocalResource> resources) {
        resources.forEach(
                (key, resource) -> facts.put("file " + key, resource.getType() + " " + resource.getVisibility()));
    }

    private static void addConfiguration(
            Map<String, String> facts, Map<String, LocalResource> resources, FlinkVersion version, Path folder)
            throws IOException {
        String name = FlinkConfigurationText.fileName(version);
        LocalResource file = Objects.requireNonNull(resources.get(name), name);
        Path copy = folder.resolve(name);
        Files.copy(Path.of(file.getResource().getFile()), copy, StandardCopyOption.REPLACE_EXISTING);
        FlinkConfiguration configuration =
                new FlinkConfigurationReader(version).read(copy).configuration();
        configuration
                .toMap()
                .forEach((key, value) ->
                        facts.put("key " + key, APPLICATION.matcher(value).replaceAll("APPLICATION")));
    }
}
