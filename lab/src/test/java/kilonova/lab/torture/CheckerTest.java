package kilonova.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each kind of violation is planted, and must be caught. */
class CheckerTest {
    private final Past past = new Past().server("a").deletedServer("b");

    @Test
    void aPastInWhichAllWentWellHasNoFinding() {
        assertThat(past.check()).isEmpty();
    }

    @Test
    void anAcknowledgedCreateThatIsNowhereIsLost() {
        past.created("c");

        assertFound(Violation.Kind.LOST, "the create of server c", "is nowhere");
    }

    @Test
    void anAcknowledgedOperationThatIsNowhereIsLost() {
        past.operations.remove("create-operation-a");

        assertFound(Violation.Kind.LOST, "its operation create-operation-a is nowhere");
    }

    @Test
    void anAcknowledgedDeleteOfAServerThatIsThereIsLost() {
        past.asked(Verb.DELETE, "request", "a", "", new Answer.Accepted("a", ""));

        assertFound(Violation.Kind.LOST, "the delete of server a");
    }

    @Test
    void aServerThatIsDeletedThoughNobodyAskedIsLost() {
        past.exchanges.removeIf(each -> each.verb() == Verb.DELETE);

        assertFound(Violation.Kind.LOST, "nobody asked for that");
    }

    @Test
    void aRefusedDeleteIsNoReasonForAServerToBeGone() {
        past.exchanges.removeIf(each -> each.verb() == Verb.DELETE);
        past.asked(Verb.DELETE, "request", "b", "", new Answer.Refused("HTTP 409 (conflict)"));

        assertFound(Violation.Kind.LOST, "nobody asked for that");
    }

    @Test
    void aDeleteThatNobodyAnsweredMayHaveBeenDone() {
        past.exchanges.removeIf(each -> each.verb() == Verb.DELETE);
        past.asked(Verb.DELETE, "request", "b", "", new Answer.Unknown("no answer"));

        assertThat(past.check()).isEmpty();
    }

    @Test
    void oneRequestWithTwoServersIsTwice() {
        past.asked(Verb.CREATE, "create-a", "", "name-a", new Answer.Accepted("b", "create-operation-a"));

        assertFound(Violation.Kind.TWICE, "request create-a was answered in different ways: [a, b]");
    }

    @Test
    void oneRequestWithTwoOperationsIsTwice() {
        past.operations.add("another");
        past.asked(Verb.CREATE, "create-a", "", "name-a", new Answer.Accepted("a", "another"));

        assertFound(Violation.Kind.TWICE, "[create-operation-a, another]");
    }

    @Test
    void twoServersOfOneNameAreTwice() {
        past.created("c")
                .row("c", "name-a", "ERROR", Optional.empty(), "a fault", false, 1)
                .seen("c", 1, false);

        assertFound(Violation.Kind.TWICE, "one request made two servers");
    }

    @Test
    void aRefusedCreateWhoseServerIsThereIsTwice() {
        past.asked(Verb.CREATE, "create-a", "", "name-a", new Answer.Refused("HTTP 403"));

        assertFound(Violation.Kind.TWICE, "was refused, and it is there");
    }

    @Test
    void aServerThatNobodyAskedForIsTwice() {
        past.row("c", "name-c", "ERROR", Optional.empty(), "a fault", false, 1).seen("c", 1, false);

        assertFound(Violation.Kind.TWICE, "nobody asked for");
    }

    @Test
    void anOpenOperationIsStuck() {
        past.open.add("operation 4 is open at SETTLE");

        assertFound(Violation.Kind.STUCK, "is open at SETTLE");
    }

    @Test
    void aTransitionalStateIsStuck() {
        past.row("a", "name-a", "ACTIVE", Optional.of("STOPPING"), "", false, 2);

        assertFound(Violation.Kind.STUCK, "a transitional state is left");
    }

    @Test
    void aServerThatBuildsForEverIsStuck() {
        past.guests.clear();
        past.row("a", "BUILDING", false, 2);

        assertFound(Violation.Kind.STUCK, "a transitional state is left");
    }

    @Test
    void aServerInErrorWithoutAReasonIsStuck() {
        past.row("a", "ERROR", false, 2);

        assertFound(Violation.Kind.STUCK, "nothing says why");
    }

    @Test
    void booksThatDoNotAgreeAreTold() {
        past.books.add("6: host-1 counts 2, its allocations are 1");

        assertFound(Violation.Kind.BOOKS, "host-1 counts 2");
    }

    @Test
    void aServerWithGuestsOnTwoHostsIsTold() {
        past.guest("a", "host-2", true);

        assertFound(Violation.Kind.TWO_HOSTS, "server a has guests on [host-1, host-2]");
    }

    @Test
    void aGuestThatNobodyOwnsIsTold() {
        past.guest("b", "host-1", false);

        assertFound(Violation.Kind.GUEST, "a guest on host-1 that is not of");
    }

    @Test
    void anActiveServerWhoseGuestIsGoneIsTold() {
        past.guests.clear();

        assertFound(Violation.Kind.GUEST, "no guest runs of");
    }

    @Test
    void aStoppedServerWhoseGuestRunsIsTold() {
        past.row("a", "STOPPED", false, 2);

        assertFound(Violation.Kind.GUEST, "a guest runs of");
    }

    @Test
    void aWatcherThatMissedAChangeIsTold() {
        past.row("a", "ACTIVE", false, 3);

        assertFound(Violation.Kind.WATCH, "knows generation Optional[2]");
    }

    @Test
    void aWatcherThatMissedADeletionIsTold() {
        past.created("c").asked(Verb.DELETE, "request", "c", "", new Answer.Accepted("c", ""));
        past.row("c", "DELETED", true, 3);

        assertFound(Violation.Kind.WATCH, "was not told that c is deleted");
    }

    @Test
    void aWatcherThatTookASecondSnapshotNeedNotKnowWhatWasMadeAndDeletedMeanwhile() {
        past.created("c").asked(Verb.DELETE, "request", "c", "", new Answer.Accepted("c", ""));
        past.row("c", "DELETED", true, 3);
        past.memory.forgotten();

        assertThat(past.check()).isEmpty();
    }

    @Test
    void aWatcherThatWasTakenBackInTimeIsTold() {
        past.seen("a", 1, false);

        assertFound(Violation.Kind.WATCH, "server a went back to generation 1");
    }

    @Test
    void aRefusalThatNoClientShouldMeetIsTold() {
        past.asked(Verb.STOP, "request", "a", "", new Answer.Refused("HTTP 401"));

        assertFound(Violation.Kind.ANSWER, "a stop of tenant-1 was refused with HTTP 401");
    }

    private void assertFound(Violation.Kind kind, String... words) {
        List<Violation> found = past.check();
        assertThat(found).anySatisfy(each -> {
            assertThat(each.kind()).isEqualTo(kind);
            assertThat(each.words()).contains(words);
        });
    }
}
