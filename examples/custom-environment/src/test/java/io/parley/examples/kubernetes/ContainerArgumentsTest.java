package io.parley.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.configuration.FlinkConfiguration;
import io.parley.api.environment.SamplePlans;
import io.parley.api.launch.JvmOptions;
import io.parley.api.size.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerArgumentsTest {

    private static ContainerArguments of(String... words) {
        ContainerArguments arguments = new ContainerArguments(List.of());
        arguments.addOfUser(List.of(words));
        return arguments;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Djavax.net.ssl.keyStorePassword=x y | -Djavax.net.ssl.keyStorePassword=$(PARLEY_SECRET_1) | x y",
                "--api-key=a=b | --api-key=$(PARLEY_SECRET_1) | a=b",
                "s3.secret-key=$(HOME) | s3.secret-key=$(PARLEY_SECRET_1) | $(HOME)",
                "-javaagent:/a.jar=token=a | $(PARLEY_SECRET_1) | -javaagent:/a.jar=token=a",
                "/password:a | $(PARLEY_SECRET_1) | /password:a"
            })
    void whatBelongsToASensitiveNameIsASecret(String word, String text, String secret) {
        assertThat(of(word).texts()).containsExactly(text);
        assertThat(of(word).secrets()).isEqualTo(Map.of("PARLEY_SECRET_1", secret));
    }

    @Test
    void theWordAfterASensitiveNameIsASecret() {
        ContainerArguments arguments = of("--password", "token", "--user", "a", "-D", "s3.secret-key=b", "--Token");
        assertThat(arguments.texts())
                .containsExactly(
                        "--password",
                        "$(PARLEY_SECRET_1)",
                        "--user",
                        "a",
                        "-D",
                        "s3.secret-key=$(PARLEY_SECRET_2)",
                        "--Token");
        assertThat(arguments.secrets()).isEqualTo(Map.of("PARLEY_SECRET_1", "token", "PARLEY_SECRET_2", "b"));
    }

    @Test
    void namesThatAreTakenAreLeftAlone() {
        ContainerArguments arguments = new ContainerArguments(List.of("PARLEY_SECRET_1"));
        arguments.addOfUser(List.of("a.password=b"));
        assertThat(arguments.texts()).containsExactly("a.password=$(PARLEY_SECRET_2)");
    }

    @Test
    void nothingOfAPlanOrOfFlinksOwnIsASecret() {
        List<String> words = JvmOptions.of(
                SamplePlans.jobManager(MemorySize.ofMebibytes(1600)), FlinkConfiguration.of(Map.of()), 17);
        assertThat(of(words.toArray(String[]::new)).secrets()).isEmpty();
    }

    @Test
    void everyWordArrivesAsItIs() {
        SplittableRandom random = new SplittableRandom(20261123);
        for (int i = 0; i < 2_000; i++) {
            List<String> words = new ArrayList<>();
            int count = random.nextInt(4);
            for (int j = 0; j < count; j++) {
                words.add(word(random));
            }
            ContainerArguments arguments = new ContainerArguments(List.of("HOME"));
            arguments.add(words);
            arguments.addOfUser(words);
            Map<String, String> variables = new TreeMap<>(arguments.secrets());
            variables.put("HOME", "/root");
            List<String> twice = new ArrayList<>(words);
            twice.addAll(words);
            assertThat(arguments.texts().stream()
                            .map(text -> expand(text, variables))
                            .toList())
                    .as("seed 20261123, %s", arguments.texts())
                    .isEqualTo(twice);
        }
        assertThat(expand("$(HOME)$$(HOME)$(NONE)", Map.of("HOME", "/root"))).isEqualTo("/root$(HOME)$(NONE)");
    }

    private static String word(SplittableRandom random) {
        StringBuilder word = new StringBuilder(random.nextInt(3) == 0 ? "token" : "");
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            word.append("$$()HOMEx=".charAt(random.nextInt(10)));
        }
        return word.toString();
    }

    /** Does what Kubernetes says of Container.args: references become values, two dollars become one. */
    private static String expand(String text, Map<String, String> variables) {
        Matcher matcher = Pattern.compile("\\$(\\$|\\(([^)]*)\\))").matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(
                found.group(1).equals("$") ? "$" : variables.getOrDefault(found.group(2), found.group())));
    }
}
