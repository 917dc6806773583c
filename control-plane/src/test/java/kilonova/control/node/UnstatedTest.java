package kilonova.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.Test;

class UnstatedTest {
    private static final String HOST = "h1";

    private final Unstated unstated = new Unstated();

    @Test
    void beforeTheSnapshotOfItsHostAWishIsNoNews() {
        unstated.changed(HOST, "s1", fresh("s1", 1));
        assertThat(unstated.isEmpty()).isTrue();
    }

    @Test
    void theNewestWishOfAServerIsTheOneThatIsStated() {
        known();
        unstated.changed(HOST, "s1", fresh("s1", 1));
        unstated.changed(HOST, "s1", fresh("s1", 2));
        assertThat(next().fresh()).extracting(each -> each.wish().generation()).containsExactly(2L);
        unstated.changed(HOST, "s1", fresh("s1", 3));
        unstated.changed(HOST, "s1", Optional.empty());
        assertThat(next()).isEqualTo(new Unstated.Next.Changed(HOST, List.of("s1"), List.of()));
        assertThat(unstated.isEmpty()).isTrue();
    }

    @Test
    void aStreamThatTakesNothingCostsABoundedNumberOfWishesAndThenIdsAlone() {
        known();
        int all = Unstated.MAX_FRESH + 5;
        for (int i = 0; i < all; i++) {
            unstated.changed(HOST, "s" + i, fresh("s" + i, 1));
        }
        int wishes = 0;
        int ids = 0;
        while (!unstated.isEmpty()) {
            Unstated.Next.Changed next = next();
            wishes += next.fresh().size();
            ids += next.serverIds().size();
        }
        assertThat(wishes).isEqualTo(Unstated.MAX_FRESH);
        assertThat(ids).isEqualTo(5);
        unstated.changed(HOST, "s0", fresh("s0", 2));
        assertThat(next().fresh()).as("room again").hasSize(1);
    }

    private void known() {
        unstated.whole(HOST);
        assertThat(unstated.take(10)).hasValue(new Unstated.Next.Page(HOST, ""));
    }

    private Unstated.Next.Changed next() {
        return (Unstated.Next.Changed) unstated.take(10).orElseThrow();
    }

    private static Optional<FreshWish> fresh(String server, long generation) {
        return Optional.of(new FreshWish(
                new Wish(server, HOST, generation, 1, WantedPower.RUNNING, List.of()), GuestSpec::getDefaultInstance));
    }
}
