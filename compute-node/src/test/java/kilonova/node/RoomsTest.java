package kilonova.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

@AnalyzeClasses(packages = "kilonova.node", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule ROOMS_FORM_NO_CYCLE =
            slices().matching("kilonova.node.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NATIVE_LIBVIRT_STAYS_IN_ITS_ROOM = noClasses()
            .that()
            .resideOutsideOfPackage("kilonova.node.libvirt")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.libvirt..", "com.sun.jna..");

    @ArchTest
    static final ArchRule KEEPING_A_GUEST_NEEDS_NO_NETWORK = noClasses()
            .that()
            .resideInAnyPackage("kilonova.node.guest", "kilonova.node.journal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..");

    @ArchTest
    static final ArchRule THE_PLAN_IS_PURE = noClasses()
            .that()
            .haveSimpleName("Plan")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameStartingWith("Journal")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("Hypervisor")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("Env")
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule TIME_AND_IDS_COME_FROM_THE_ENVIRONMENT = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Clock.class, "systemUTC");
}
