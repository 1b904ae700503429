package io.parley.mesos.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Marathon accepts as an app. Source of the facts: its published types app, appContainer, artifact, constraint,
 * environmentVariable, label, network and stringTypes (RAML), its JSON schema AppDefinition, and what its own
 * AppValidation asks beyond them.
 */
final class AppRules {

    private static final Set<String> FIELDS = Set.of(
            "id",
            "instances",
            "cpus",
            "mem",
            "disk",
            "gpus",
            "args",
            "cmd",
            "env",
            "fetch",
            "portDefinitions",
            "requirePorts",
            "constraints",
            "container",
            "labels",
            "taskKillGracePeriodSeconds",
            "upgradeStrategy");

    private AppRules() {}

    /** Reads an app and checks it. */
    static Map<String, Object> checked(String document) throws IOException {
        Map<String, Object> app;
        try (JsonParser parser = new JsonFactory().createParser(document)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            parser.nextToken();
            app = map(value(parser));
            assertThat(parser.nextToken()).isNull();
        }
        check(app);
        return app;
    }

    private static void check(Map<String, Object> app) {
        assertThat(FIELDS).containsAll(app.keySet());
        matches(app.get("id"), "(/?((\\.{2})|([a-z0-9][a-z0-9\\-.]*[a-z0-9]+)|([a-z0-9]*))($|/))+");
        assertThat(String.valueOf(app.get("id")))
                .as("absolute, and not the root")
                .matches("/.+");
        assertThat(app.containsKey("cmd") ^ app.containsKey("args"))
                .as("either")
                .isTrue();
        if (app.containsKey("args")) {
            list(app.get("args")).forEach(argument -> assertThat(argument).isInstanceOf(String.class));
        } else {
            assertThat(String.valueOf(app.get("cmd"))).isNotEmpty();
        }
        assertThat(number(app.get("cpus"))).isGreaterThanOrEqualTo(new BigDecimal("0.001"));
        for (String field : List.of("mem", "disk")) {
            assertThat(number(app.get(field))).as(field).isNotNegative();
        }
        for (String field : List.of("instances", "gpus", "taskKillGracePeriodSeconds")) {
            if (app.containsKey(field)) {
                assertThat(number(app.get(field)).intValueExact()).as(field).isNotNegative();
            }
        }
        map(app.get("env")).forEach((name, value) -> {
            matches(name, "[a-zA-Z_][a-zA-Z0-9_]{0,1023}");
            assertThat(value).isInstanceOf(String.class);
        });
        map(app.getOrDefault("labels", Map.of())).forEach((name, value) -> {
            assertThat(name).hasSizeBetween(1, 255).doesNotMatch("(MARATHON|MESOS|DCOS)_.*");
            assertThat(value).isInstanceOf(String.class);
        });
        map(app.get("upgradeStrategy"))
                .forEach(
                        (name, value) -> assertThat(number(value)).as(name).isBetween(BigDecimal.ZERO, BigDecimal.ONE));
        checkPorts(app);
        Set<Object> constraints = new HashSet<>();
        for (Object constraint : list(app.getOrDefault("constraints", List.of()))) {
            assertThat(constraints.add(constraint)).as("unique").isTrue();
            assertThat(list(constraint))
                    .hasSizeBetween(2, 3)
                    .allSatisfy(part -> assertThat(part).isInstanceOf(String.class));
            checkOperator(list(constraint));
        }
        for (Object artifact : list(app.getOrDefault("fetch", List.of()))) {
            assertThat(Set.of("uri", "executable", "extract", "cache", "destPath"))
                    .containsAll(map(artifact).keySet());
            assertThat(map(artifact).get("uri")).isInstanceOf(String.class);
            assertThat(String.valueOf(map(artifact).get("uri"))).hasSizeBetween(1, 1024);
        }
        if (app.containsKey("container")) {
            Map<String, Object> container = map(app.get("container"));
            checkContainer(container);
            assertThat(app.containsKey("gpus") && "DOCKER".equals(container.get("type")))
                    .as("GPUs in a container of docker")
                    .isFalse();
        }
    }

    private static void checkOperator(List<Object> constraint) {
        matches(constraint.get(1), "UNIQUE|CLUSTER|GROUP_BY|LIKE|UNLIKE|MAX_PER");
        String operator = String.valueOf(constraint.get(1));
        switch (operator) {
            case "UNIQUE" -> assertThat(constraint).hasSize(2);
            case "CLUSTER" -> assertThat(constraint).hasSize(3);
            case "LIKE", "UNLIKE" -> {
                assertThat(constraint).hasSize(3);
                assertThatNoException().isThrownBy(() -> Pattern.compile(String.valueOf(constraint.get(2))));
            }
            default -> {
                if (constraint.size() == 3) {
                    matches(constraint.get(2), "-?[0-9]+");
                }
            }
        }
    }

    private static void checkPorts(Map<String, Object> app) {
        Set<Object> names = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        for (Object definition : list(app.get("portDefinitions"))) {
            Map<String, Object> port = map(definition);
            assertThat(Set.of("port", "labels", "name", "protocol")).containsAll(port.keySet());
            int number = number(port.get("port")).intValueExact();
            assertThat(number).isBetween(0, 65535);
            assertThat(number == 0 || numbers.add(number)).as("unique").isTrue();
            matches(port.get("name"), "[a-z0-9]([-a-z0-9]*[a-z0-9])?");
            assertThat(String.valueOf(port.get("name")).length()).isLessThanOrEqualTo(63);
            assertThat(names.add(port.get("name"))).as("unique").isTrue();
            matches(port.get("protocol"), "tcp|udp|tcp,udp");
        }
        assertThat(app.get("requirePorts")).isInstanceOf(Boolean.class);
    }

    private static void checkContainer(Map<String, Object> container) {
        assertThat(Set.of("type", "docker", "volumes")).containsAll(container.keySet());
        matches(container.get("type"), "MESOS|DOCKER");
        if (container.containsKey("docker")) {
            Map<String, Object> docker = map(container.get("docker"));
            assertThat(Set.of("image", "forcePullImage", "parameters")).containsAll(docker.keySet());
            matches(docker.get("image"), ".+");
            assertThat(docker.get("forcePullImage")).isInstanceOf(Boolean.class);
            list(docker.getOrDefault("parameters", List.of()))
                    .forEach(parameter -> assertThat(map(parameter)).containsOnlyKeys("key", "value"));
        }
        assertThat("DOCKER".equals(container.get("type")) && !container.containsKey("docker"))
                .as("docker without an image")
                .isFalse();
        for (Object volume : list(container.getOrDefault("volumes", List.of()))) {
            assertThat(map(volume)).containsOnlyKeys("containerPath", "hostPath", "mode");
            matches(map(volume).get("containerPath"), ".+");
            matches(map(volume).get("hostPath"), ".+");
            matches(map(volume).get("mode"), "RO|RW");
        }
    }

    private static void matches(@Nullable Object text, String pattern) {
        assertThat(text).isInstanceOf(String.class);
        assertThat(String.valueOf(text)).matches(pattern);
    }

    static BigDecimal number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        throw new AssertionError("No number: " + value);
    }

    static List<Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return List.copyOf(list);
        }
        throw new AssertionError("No list: " + value);
    }

    static Map<String, Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> parts) {
            Map<String, Object> map = new LinkedHashMap<>();
            parts.forEach((name, part) -> map.put(String.valueOf(name), part));
            return map;
        }
        throw new AssertionError("No object: " + value);
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new AssertionError("Marathon reads no " + parser.currentToken());
        };
    }
}
