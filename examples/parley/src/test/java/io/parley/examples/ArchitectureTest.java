package io.parley.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. */
class ArchitectureTest {

    private static final String API = "io.parley.api..";
    private static final String CORE = "io.parley.core..";
    private static final String YARN = "io.parley.yarn..";
    private static final String MESOS = "io.parley.mesos..";
    private static final String STANDALONE = "io.parley.standalone..";
    private static final String EXAMPLES = "io.parley.examples..";
    private static final String JAVA = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    private static JavaClasses parley = new ClassFileImporter().importClasses();

    @BeforeAll
    static void importClasses() {
        parley = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // The contracts of the API are tests too, though they come in a jar.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.parley");
    }

    @ParameterizedTest
    @CsvSource({
        "io.parley.api, 50",
        "io.parley.core, 30",
        "io.parley.yarn, 30",
        "io.parley.mesos, 2",
        "io.parley.standalone, 2",
        "io.parley.examples, 30"
    })
    void seesTheClassesOfEveryModule(String module, int least) {
        long seen = parley.stream()
                .filter(type -> type.getPackageName().equals(module)
                        || type.getPackageName().startsWith(module + "."))
                .count();

        assertThat(seen).as(module).isGreaterThanOrEqualTo(least);
    }

    @Test
    void apiDependsOnNothingButJava() {
        holds(classes().that().resideInAPackage(API).should().onlyDependOnClassesThat(in(API, JAVA, JSPECIFY)));
    }

    @Test
    void apiNeverCallsServiceLoader() {
        holds(noClasses()
                .that()
                .resideInAPackage(API)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ServiceLoader.class.getName()));
    }

    @Test
    void apiDoesNoInputOrOutput() {
        holds(noClasses().that().resideInAPackage(API).should().dependOnClassesThat(doInputOrOutput()));
        holds(noClasses().that().resideInAPackage(API).should().accessField(System.class, "out"));
        holds(noClasses().that().resideInAPackage(API).should().accessField(System.class, "err"));
    }

    @Test
    void coreKnowsNoAdapter() {
        holds(classes()
                .that()
                .resideInAPackage(CORE)
                .should()
                .onlyDependOnClassesThat(
                        in(CORE, API, JAVA, JSPECIFY, "com.google.common..", "org.snakeyaml.engine..")));
    }

    @Test
    void adaptersKnowNeitherCoreNorEachOther() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(YARN)
                .should()
                .dependOnClassesThat(in(CORE, MESOS, STANDALONE, EXAMPLES)));
        holds(noClasses()
                .that()
                .resideInAnyPackage(MESOS)
                .should()
                .dependOnClassesThat(in(CORE, YARN, STANDALONE, EXAMPLES)));
        holds(noClasses()
                .that()
                .resideInAnyPackage(STANDALONE)
                .should()
                .dependOnClassesThat(in(CORE, YARN, MESOS, EXAMPLES)));
    }

    @Test
    void vendorTypesAppearInTheirAdapterOnly() {
        holds(noClasses()
                .that(resideOutsideOfPackages(YARN, "io.parley.examples.yarn.."))
                .should()
                .dependOnClassesThat(in("org.apache.hadoop..")));
        holds(noClasses()
                .that(resideOutsideOfPackages(MESOS, "io.parley.examples.mesos.simulator.."))
                .should()
                .dependOnClassesThat(in("org.apache.mesos..")));
    }

    @Test
    void packagesAreConceptsAndNotPlaces() {
        holds(noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..common..", "..impl..", "..model..", "..manager..", "..helper.."));
    }

    @Test
    void packagesHaveNoCycles() {
        holds(slices().matching("io.parley.(**)").should().beFreeOfCycles());
    }

    @Test
    void standardOutputBelongsToTheCommand() {
        holds(noClasses()
                .that(resideOutsideOfPackages("io.parley.examples.command"))
                .should()
                .accessField(System.class, "out"));
    }

    private static void holds(ArchRule rule) {
        rule.check(parley);
    }

    private static DescribedPredicate<JavaClass> in(String... packages) {
        return resideInAnyPackage(packages);
    }

    /** The paths of java.nio.file and the exceptions of java.io are data; what opens something is not. */
    private static DescribedPredicate<JavaClass> doInputOrOutput() {
        return DescribedPredicate.describe(
                "do input or output",
                type -> Stream.of("java.io.", "java.nio.channels.", "java.nio.file.", "java.net.", "java.util.logging.")
                                .anyMatch(type.getName()::startsWith)
                        && !type.getName().endsWith("Exception")
                        && Stream.of("java.io.Serial", "java.io.Serializable", "java.nio.file.Path", "java.net.URI")
                                .noneMatch(type.getName()::equals));
    }
}
