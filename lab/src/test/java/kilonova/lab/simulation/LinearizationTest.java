package kilonova.lab.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kilonova.lab.simulation.Linearization.Act;
import kilonova.lab.simulation.Linearization.Call;
import kilonova.lab.simulation.Linearization.Verdict;
import org.junit.jupiter.api.Test;

final class LinearizationTest {
    private static Call take(long from, long until, String... who) {
        return new Call(from, until, new Act.Take(List.of(who), 1, who.length));
    }

    private static Call give(long from, long until, String who) {
        return new Call(from, until, new Act.Give(who));
    }

    private static Call refused(long from, long until, long held) {
        return new Call(from, until, new Act.Refused(1, held));
    }

    private static Call seen(long from, long until, String who) {
        return new Call(from, until, new Act.Seen(who));
    }

    private static Verdict of(long capacity, Call... calls) {
        return Linearization.of(List.of(calls), capacity);
    }

    @Test
    void moreThanThereIsCannotBeHeldAtOnce() {
        assertThat(of(2, take(0, 1, "a"), take(2, 3, "b"), take(4, 5, "c"))).isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void whatIsBeingGivenBackMayBeTakenAlready() {
        assertThat(of(1, take(0, 1, "a"), give(2, 9, "a"), take(3, 4, "b"))).isEqualTo(Verdict.POSSIBLE);
    }

    @Test
    void whatIsNotGivenBackYetCannotBeTaken() {
        assertThat(of(1, take(0, 1, "a"), take(3, 4, "b"), give(5, 9, "a"))).isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void whoIsSeenToHoldItHasNotGivenItBack() {
        assertThat(of(1, take(0, 1, "a"), give(1, 9, "a"), take(1, 9, "b"), seen(5, 6, "a"), seen(3, 4, "b")))
                .isEqualTo(Verdict.IMPOSSIBLE);
        assertThat(of(1, take(0, 1, "a"), give(1, 9, "a"), take(1, 9, "b"), seen(3, 4, "a"), seen(5, 6, "b")))
                .isEqualTo(Verdict.POSSIBLE);
    }

    @Test
    void aRefusalIsRightOnlyWhereThereWasNoRoom() {
        assertThat(of(1, take(0, 1, "a"), refused(2, 3, 1))).isEqualTo(Verdict.POSSIBLE);
        assertThat(of(1, take(0, 1, "a"), give(2, 3, "a"), refused(4, 5, 1))).isEqualTo(Verdict.IMPOSSIBLE);
        assertThat(of(1, take(0, 1, "a"), give(2, 5, "a"), refused(4, 6, 1))).isEqualTo(Verdict.POSSIBLE);
        assertThat(of(2, take(0, 1, "a"), refused(2, 3, 2))).isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void fewerThanWereAskedForAreRightOnlyWhereNoMoreFit() {
        assertThat(of(2, new Call(0, 1, new Act.Take(List.of("a", "b"), 1, 3)))).isEqualTo(Verdict.POSSIBLE);
        assertThat(of(4, new Call(0, 1, new Act.Take(List.of("a", "b"), 1, 3)))).isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void whatWasNeverAnsweredMayHaveHappenedOrNot() {
        assertThat(of(1, take(0, Linearization.OPEN, "a"), take(5, 6, "b"))).isEqualTo(Verdict.POSSIBLE);
        assertThat(of(1, take(0, Linearization.OPEN, "a"), refused(5, 6, 1))).isEqualTo(Verdict.POSSIBLE);
        assertThat(of(1, take(0, Linearization.OPEN, "a"), seen(2, 3, "a"), take(5, 6, "b")))
                .isEqualTo(Verdict.IMPOSSIBLE);
    }

    @Test
    void theShortestPartThatCannotBeIsTold() {
        var calls = List.of(take(0, 1, "a"), take(2, 3, "b"), give(4, 5, "a"), take(6, 7, "c"));
        assertThat(Linearization.contradiction(calls, 1).orElseThrow()).containsExactly(calls.get(0), calls.get(1));
        assertThat(Linearization.contradiction(calls, 2)).isEmpty();
    }

    /** Histories that really happened in some order, with each call stretched around its moment, always have one. */
    @Test
    void whatHappenedInAnOrderIsFoundToHaveOne() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            assertThat(Linearization.of(happened(random, 3), 3))
                    .as("seed %s", seed)
                    .isEqualTo(Verdict.POSSIBLE);
        }
    }

    private static List<Call> happened(Random random, int capacity) {
        var calls = new ArrayList<Call>();
        var held = new ArrayList<String>();
        for (int moment = 10; moment < 600; moment += 10) {
            long from = Math.max(0, moment - random.nextInt(60));
            long until = (long) moment + random.nextInt(60);
            int lot = random.nextInt(4);
            if (lot == 0 && !held.isEmpty()) {
                calls.add(give(from, until, held.remove(random.nextInt(held.size()))));
            } else if (lot == 1 && !held.isEmpty()) {
                calls.add(seen(from, until, held.get(random.nextInt(held.size()))));
            } else if (held.size() < capacity) {
                held.add("holder-" + moment);
                calls.add(take(from, until, held.getLast()));
            } else {
                calls.add(refused(from, until, capacity));
            }
        }
        return calls;
    }
}
