package io.parley.examples.kubernetes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class OutsiderTest {

    @Test
    void knowsTheApiAndAClientOfKubernetesAndNothingElse() {
        JavaClasses own = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.parley.examples.kubernetes");
        assertThat(own.size()).isGreaterThan(15);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.jspecify..", "io.parley.api..", "io.fabric8..", "io.parley.examples.kubernetes")
                .check(own);
    }
}
