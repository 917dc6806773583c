package kilonova.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(packages = "kilonova.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_GATEWAY_KNOWS_PROTO_AND_KERNEL_ONLY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kilonova.control..", "kilonova.node..", "kilonova.lab..", "kilonova.distribution..");

    @ArchTest
    static final ArchRule THE_SHARED_PIECES_KNOW_NO_FACE = noClasses()
            .that()
            .resideInAPackage("kilonova.gateway.http..")
            .should()
            .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are of the gateway, but not shared",
                    each -> each.getPackageName().startsWith("kilonova.gateway")
                            && !each.getPackageName().startsWith("kilonova.gateway.http")));

    @ArchTest
    static final ArchRule FACES_DO_NOT_KNOW_EACH_OTHER = slices().matching("kilonova.gateway.(*)..")
            .that(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are faces",
                    slice -> !slice.getNamePart(1).equals("http")
                            && !slice.getNamePart(1).equals("schema")))
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_COME_FROM_OUTSIDE =
            noClasses().should().callMethod(Instant.class, "now").orShould().callMethod(UUID.class, "randomUUID");
}
