package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kilonova.control.operation.Operation;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every workflow owes: each step may run twice, a crash after each is resumed, a failure at each leaves nothing. */
final class WorkflowLawsTest {
    private static final int HOSTS = 2;
    /** Rounds of a minute each: more than the longest deadline and its undoing. */
    private static final int ROUNDS = 90;

    private static final int ASKS = 5;

    static Stream<Journey> journeys() {
        return Journey.all().stream();
    }

    @Test
    void everyWorkflowIsHeldToTheLaws() {
        try (var cloud = new TinyCloud(HOSTS)) {
            Set<String> kinds = journeys().map(Journey::kind).collect(Collectors.toCollection(TreeSet::new));
            assertThat(kinds).containsExactlyInAnyOrderElementsOf(cloud.workflows.kinds());
        }
    }

    /** One that no room makes known would be held to nothing: it is found by its class. */
    @Test
    void everyClassOfAWorkflowIsAmongThem() {
        var written = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("kilonova.control")
                        .that(JavaClass.Predicates.implement(Workflow.class))
                        .stream()
                        .filter(each ->
                                !each.isInterface() && !each.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        try (var cloud = new TinyCloud(HOSTS)) {
            Set<String> held = cloud.workflows.all().stream()
                    .map(workflow -> workflow.getClass().getName())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(written).isNotEmpty().isEqualTo(held);
        }
    }

    @ParameterizedTest
    @MethodSource("journeys")
    void eachStepMayRunTwice(Journey journey) {
        everywhere(
                journey,
                EnumSet.of(Trouble.Kind.DEATH_BEFORE_COMMIT, Trouble.Kind.COMMIT_FAILS, Trouble.Kind.COMMIT_LOST));
        everywhere(journey, EnumSet.of(Trouble.Kind.CALL_TWICE, Trouble.Kind.CALL_UNHEARD));
    }

    @ParameterizedTest
    @MethodSource("journeys")
    void aCrashAfterEachStepIsResumed(Journey journey) {
        everywhere(journey, EnumSet.of(Trouble.Kind.DEATH_AFTER_COMMIT, Trouble.Kind.COMMIT_UNHEARD));
    }

    @ParameterizedTest
    @MethodSource("journeys")
    void aFailureAtEachStepLeavesNothingBehind(Journey journey) {
        everywhere(
                journey,
                EnumSet.of(
                        Trouble.Kind.CALL_REFUSED,
                        Trouble.Kind.CALL_AWAY,
                        Trouble.Kind.HOST_FAILS,
                        Trouble.Kind.HOST_SILENT,
                        Trouble.Kind.HOST_GONE));
    }

    private static void everywhere(Journey journey, Set<Trouble.Kind> kinds) {
        for (Trouble.Kind kind : kinds) {
            int turn = 0;
            while (strikes(journey, kind, turn)) {
                turn++;
            }
        }
    }

    /** @return whether there was something to strike at this turn */
    private static boolean strikes(Journey journey, Trouble.Kind kind, int turn) {
        String where = journey.kind() + ", " + kind + " at turn " + turn;
        try (var cloud = new TinyCloud(HOSTS)) {
            Optional<Begun> before = journey.before().prepare(cloud);
            cloud.trouble.plan(kind, turn);
            Begun begun = insist(cloud, journey, before);
            end(cloud, begun);
            boolean struck = cloud.trouble.struck();
            Operation operation = cloud.operation(begun);
            assertThat(operation.open()).as("%s: %s", where, operation).isFalse();
            cloud.trouble.watch();
            cloud.machines.recover();
            cloud.settle();
            assertThat(cloud.leftovers()).as("%s, then: %s", where, operation).isEmpty();
            if (!cloud.server(begun).deleted()) {
                cloud.delete(begun.server());
                cloud.settle();
            }
            assertThat(cloud.server(begun).deleted()).as(where).isTrue();
            assertThat(cloud.leftovers()).as("%s, and a delete", where).isEmpty();
            assertThat(held(cloud)).as("%s, and a delete", where).isEmpty();
            return struck;
        }
    }

    /** Asks until there is an answer, as a client does. */
    private static Begun insist(TinyCloud cloud, Journey journey, Optional<Begun> before) {
        RuntimeException last = new IllegalStateException("never asked");
        for (int i = 0; i < ASKS; i++) {
            try {
                return journey.ask(cloud, before);
            } catch (Trouble.Struck | ProblemException unheard) {
                last = unheard;
                mourn(cloud);
            }
        }
        throw last;
    }

    /** Lets time go by until the work has ended, however often the process dies meanwhile. */
    private static void end(TinyCloud cloud, Begun begun) {
        for (int i = 0; i < ROUNDS && (i < 2 || cloud.operation(begun).open()); i++) {
            try {
                cloud.settle();
            } catch (Trouble.Struck | ProblemException unheard) {
                // What a host said was not heard: it says it again once the stream is open again.
                mourn(cloud);
                reconnect(cloud);
            }
            mourn(cloud);
            cloud.pass(i < 10 ? Duration.ofSeconds(1) : Duration.ofMinutes(1));
        }
    }

    private static void reconnect(TinyCloud cloud) {
        if (!cloud.trouble.dead()) {
            cloud.machines.connect();
        }
    }

    /** Another process takes the place of a dead one; what nobody heard of is read in the change log. */
    private static void mourn(TinyCloud cloud) {
        while (cloud.trouble.dead()) {
            try {
                cloud.restart();
            } catch (Trouble.Struck again) {
                // Dead again.
            }
        }
        cloud.database.catchUp();
    }

    private static List<String> held(TinyCloud cloud) {
        return cloud.database.read(tx -> cloud.ledger.providers(tx, "", 1_000).stream()
                .filter(provider -> !provider.usages().amounts().isEmpty())
                .map(provider -> provider.name() + " gives " + provider.usages())
                .toList());
    }
}
