package io.parley.examples.minimal;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.api.environment.AdmissionCheck;
import io.parley.api.environment.EnvironmentLimitsSource;
import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;
import io.parley.api.launch.ProcessLauncher;
import io.parley.api.launch.ProcessLauncherContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide says what is so. */
class GuideTest {

    private static final Path SOURCES = Path.of("src", "test", "java", "io", "parley", "examples", "minimal");
    private static final Path KIT = Path.of("..", "..", "api", "src", "test", "java", "io", "parley", "api");

    private static String guide() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(guide())
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    void showsTheTranslatorAndItsTestThatTheBuildCompilesAndRuns() throws IOException {
        assertThat(blocks("java"))
                .containsExactly(
                        Files.readString(SOURCES.resolve("MinimalResourceTranslator.java")),
                        Files.readString(SOURCES.resolve("MinimalResourceTranslatorTest.java")));
    }

    @Test
    void showsWhereTheServiceFileGoesAndWhatIsInIt() throws IOException {
        String file = "META-INF/services/io.parley.api.environment.ResourceTranslator";
        String content = Files.readString(Path.of("src", "test", "resources").resolve(file));
        assertThat(guide()).contains("`src/main/resources/" + file + "`").contains("```\n" + content + "```");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ResourceTranslator.class,
                ProcessLauncher.class,
                EnvironmentLimitsSource.class,
                AdmissionCheck.class,
                ResourceTranslatorContract.class,
                ProcessLauncherContract.class
            })
    void namesEveryServiceAndEveryContract(Class<?> type) throws IOException {
        assertThat(guide()).contains(type.getName());
    }

    @Test
    void showsHowTheCommandFindsAStrangersJar() throws IOException {
        assertThat(guide()).contains("\nPARLEY_CLASS_PATH=/path/to/boxes.jar:");
        assertThat(Files.readString(Path.of("..", "run"))).contains("$PARLEY_CLASS_PATH");
    }

    @Test
    void itsTableHasARowForEachRuleOfTheContract() throws IOException {
        List<String> rules = Arrays.stream(ResourceTranslatorContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .toList();
        Set<String> rows = Pattern.compile("(?m)^\\| `(\\w+)` \\|[^|]{20,}\\|$")
                .matcher(guide())
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).isNotEmpty().containsExactlyInAnyOrderElementsOf(rules);
    }

    @Test
    void namesWhatTheContractKitNeedsBesideItself() throws IOException {
        Set<String> needed = new TreeSet<>();
        try (Stream<Path> files = Files.walk(KIT)) {
            for (Path file : files.filter(GuideTest::isOfTheKit).toList()) {
                Matcher imports = Pattern.compile("(?m)^import (?:static )?([a-z]+(?:\\.[a-z0-9]+)+)\\.")
                        .matcher(Files.readString(file));
                imports.results()
                        .map((MatchResult found) -> found.group(1))
                        .filter(name -> !name.startsWith("java.") && !name.startsWith("io.parley.api."))
                        .forEach(needed::add);
            }
        }
        assertThat(needed)
                .allMatch(name -> name.startsWith("org.assertj.core.")
                        || name.startsWith("org.junit.jupiter.")
                        || name.startsWith("org.jspecify."));
        assertThat(needed).anyMatch(name -> name.startsWith("org.assertj.core."));
        assertThat(needed).anyMatch(name -> name.startsWith("org.junit.jupiter."));
        assertThat(blocks("xml"))
                .last()
                .asString()
                .contains("<type>test-jar</type>")
                .contains("<artifactId>junit-jupiter</artifactId>")
                .contains("<artifactId>assertj-core</artifactId>")
                .contains("<version>" + versionOfTheBuild("junit") + "</version>")
                .contains("<version>" + versionOfTheBuild("assertj") + "</version>");
    }

    @Test
    void namesTheSurefireThatRunsTheContractHere() throws IOException {
        Matcher surefire = Pattern.compile("<artifactId>maven-surefire-plugin</artifactId>\\s*<version>[^<]+</version>")
                .matcher(Files.readString(Path.of("..", "..", "pom.xml")));
        assertThat(surefire.find()).isTrue();
        assertThat(guide().replaceAll("\\s+", "")).contains(surefire.group().replaceAll("\\s+", ""));
    }

    private static String versionOfTheBuild(String name) throws IOException {
        Matcher version = Pattern.compile("<" + name + "\\.version>([^<]+)<")
                .matcher(Files.readString(Path.of("..", "..", "pom.xml")));
        assertThat(version.find()).as(name).isTrue();
        return version.group(1);
    }

    private static boolean isOfTheKit(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith("Contract.java") || name.equals("SamplePlans.java");
    }
}
