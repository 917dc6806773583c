package kilonova.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SightingsTest {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final long SECOND = 1_000_000;

    @Test
    void aRowThatDoesNotMoveForALeaseIsThatOfADeadProcessWhateverItsClockSays() {
        var row = new Replica("a", 1, Long.MAX_VALUE, "", "");
        Sightings seen = Sightings.NONE.after(List.of(row), 0).after(List.of(row), SECOND);
        assertThat(seen.lapsed(LEASE, 2 * SECOND - 1)).isEmpty();
        assertThat(seen.lapsed(LEASE, 2 * SECOND)).containsExactly(row);
    }

    @Test
    void aRowThatMovesIsAliveHoweverLateItsClock() {
        Sightings seen = Sightings.NONE;
        for (int i = 1; i < 10; i++) {
            seen = seen.after(List.of(new Replica("a", 1, i, "", "")), i * SECOND);
        }
        assertThat(seen.lapsed(LEASE, 10 * SECOND)).isEmpty();
        assertThat(seen.live()).containsExactly("a");
    }

    @Test
    void whoWasShutOutIsNeitherAliveNorShutOutAgain() {
        var row = new Replica("a", 2, 0, "", "");
        Sightings seen = Sightings.NONE.after(List.of(row), 0);
        assertThat(seen.live()).isEmpty();
        assertThat(seen.lapsed(LEASE, 10 * SECOND)).isEmpty();
    }
}
