package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kilonova.control.store.FairQueue.Place;
import org.junit.jupiter.api.Test;

final class FairQueueTest {
    private static final Tenant ADA = new Tenant("ada", true);
    private static final Tenant BOB = new Tenant("bob", true);

    private final FairQueue<String> queue = new FairQueue<>(10, 5);

    @Test
    void linesTakeTurnsHoweverLongTheyAre() throws Exception {
        offer(ADA, "a1", "a2", "a3", "a4");
        offer(BOB, "b1", "b2");
        assertThat(queue.poll(Duration.ZERO)).contains("a1");
        assertThat(drained(10)).containsExactly("b1", "a2", "b2", "a3", "a4");
    }

    @Test
    void whoComesToAnEmptyLineWaitsForOneJobOfEveryOther() {
        offer(ADA, "a1", "a2", "a3", "a4");
        assertThat(drained(1)).containsExactly("a1");
        offer(BOB, "b1");
        assertThat(drained(2)).containsExactly("a2", "b1");
    }

    @Test
    void whatNoTenantAskedForGetsHalfOfAGroup() {
        offer(ADA, "a1", "a2", "a3");
        offer(Tenant.NONE, "n1", "n2", "n3");
        assertThat(drained(4)).containsExactly("n1", "n2", "a1", "n3");
        assertThat(drained(4)).containsExactly("a2", "a3");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aTenantThatAsksHasItsShareWaitingAndNoMore() {
        offer(ADA, "a1", "a2", "a3", "a4", "a5");
        assertThat(queue.offer(ADA, "a6")).isEqualTo(Place.SHARE_USED);
        assertThat(queue.offer(new Tenant("ada", false), "accepted before")).isEqualTo(Place.TAKEN);
        assertThat(queue.offer(BOB, "b1")).isEqualTo(Place.TAKEN);
    }

    @Test
    void whoAsksWithoutAProjectHasALineByUserAndNotThatOfTheHouse() throws Exception {
        offer(Tenant.NONE, "n1");
        for (int i = 1; i <= 5; i++) {
            String job = "u" + i;
            Tenant.asking("", "ada", () -> offer(Tenant.current(), job));
        }
        Tenant.asking(
                "", "ada", () -> assertThat(queue.offer(Tenant.current(), "u6")).isEqualTo(Place.SHARE_USED));
        Tenant.asking("", "bob", () -> offer(Tenant.current(), "b1"));

        assertThat(drained(4)).containsExactly("n1", "u1", "b1", "u2");
    }

    @Test
    void nobodyIsTakenWhileAllIsFull() {
        for (int i = 0; i < 10; i++) {
            offer(new Tenant("tenant " + i, true), "job " + i);
        }
        assertThat(queue.offer(Tenant.NONE, "one more")).isEqualTo(Place.FULL);
    }

    @Test
    void whatIsTakenBackIsNotServed() {
        offer(ADA, "a1", "a2");
        assertThat(queue.remove("a1")).isTrue();
        assertThat(queue.remove("a1")).isFalse();
        assertThat(drained(10)).containsExactly("a2");
    }

    private void offer(Tenant tenant, String... jobs) {
        for (String job : jobs) {
            assertThat(queue.offer(tenant, job)).isEqualTo(Place.TAKEN);
        }
    }

    private List<String> drained(int limit) {
        var group = new ArrayList<String>();
        queue.drainTo(group, limit);
        return group;
    }
}
