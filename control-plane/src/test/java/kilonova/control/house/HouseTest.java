package kilonova.control.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import kilonova.control.store.Database;

/** Who may know whom in the control plane, and what a class of each kind may do. */
@AnalyzeClasses(
        packages = "kilonova.control",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseTest.WrittenByHand.class})
final class HouseTest {
    /** Leaves out what is generated from the migrations. */
    static final class WrittenByHand implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/kilonova/control/store/tables/");
        }
    }

    /** The one place that knows every room: it builds them. */
    private static final String ASSEMBLY = "kilonova.control.assembly..";

    private static final DescribedPredicate<JavaClass> NEIGHBOUR =
            resideInAPackage("kilonova.control.*.embedded..").as("an embedded neighbour");

    /** Repositories, and what is a part of one under a name of its own: lists, conditions, the writes of a neighbour. */
    private static final Pattern SPEAKS_SQL =
            Pattern.compile("kilonova\\.control\\.(store\\..*|.*(Repository|Listing|Columns)"
                    + "|server\\.(ServerQuery|ServerOrdering|ServerFilters|Statuses)|request\\.Requests"
                    + "|network\\.embedded\\.(QuotaResource|NetworkQuotas|Writes))(\\$.*)?");

    /** A package is a room; an embedded neighbour is one of its own, behind the role that it plays. */
    @ArchTest
    static final ArchRule ROOMS_FORM_NO_CYCLE =
            slices().matching("kilonova.control.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_ASSEMBLY_KNOWS_EMBEDDED_NEIGHBOURS = noClasses()
            .that(DescribedPredicate.not(NEIGHBOUR).and(DescribedPredicate.not(resideInAPackage(ASSEMBLY))))
            .should()
            .dependOnClassesThat(NEIGHBOUR)
            .because("rooms know the role, not who plays it");

    @ArchTest
    static final ArchRule LIFECYCLES_ARE_PURE = noClasses()
            .that()
            .haveSimpleNameEndingWith("Lifecycle")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.grpc..", "org.jooq..", "java.sql..", "kilonova.control.store.."))
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule REPOSITORIES_GET_THEIR_TRANSACTION = noClasses()
            .that()
            .haveSimpleNameEndingWith("Repository")
            .should()
            .dependOnClassesThat(equivalentTo(Database.class))
            .because("entry types open transactions");

    @ArchTest
    static final ArchRule SQL_IS_WRITTEN_IN_REPOSITORIES = noClasses()
            .that(DescribedPredicate.describe(
                    "are no part of a repository",
                    each -> !SPEAKS_SQL.matcher(each.getName()).matches()))
            .should()
            .dependOnClassesThat(resideInAPackage("org.jooq.."))
            .because("everyone else speaks in records");

    @ArchTest
    static final ArchRule TIME_COMES_FROM_OUTSIDE = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .because("the simulator holds the clock");

    @ArchTest
    static final ArchRule IDS_COME_FROM_OUTSIDE = noClasses()
            .that()
            .resideOutsideOfPackage("kilonova.control.edge..")
            .should()
            .callMethod(UUID.class, "randomUUID")
            .because("the simulator makes the ids; an incident's id is no part of any state");

    @ArchTest
    static final ArchRule NO_THREAD_LOCALS = noFields().should().haveRawType(ThreadLocal.class);

    @ArchTest
    static final ArchRule HANDLERS_DO_NOT_TOUCH_ROWS = noClasses()
            .that()
            .haveSimpleNameEndingWith("Api")
            .should()
            .dependOnClassesThat(
                    nameMatching(".*Repository").or(resideInAnyPackage("org.jooq..", "kilonova.control.store..")))
            .because("wire in, one call, wire out");

    @ArchTest
    static final ArchRule REPOSITORIES_STAY_IN_THEIR_ROOM =
            classes().that().haveSimpleNameEndingWith("Repository").should().bePackagePrivate();
}
