package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import kilonova.kernel.Env;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One tenant floods the write lanes, another comes to them: counted in transactions, not in time. */
@EveryDatabase
final class FairLanesTest {
    private static final int FLOOD = 1_000;

    private final Database database;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger served = new AtomicInteger();

    FairLanesTest(TestDatabase at) {
        database = Database.open(TestStore.settings(at), Env.real());
    }

    @AfterEach
    void close() {
        go.countDown();
        threads.close();
        database.close();
    }

    @Test
    void aThousandWritesOfOneTenantComeBeforeAsFewOfAnothersAsThereAreLanesAndTenants() throws Exception {
        holdLanes();
        for (int i = 0; i < FLOOD; i++) {
            threads.execute(() -> Tenant.asking("ada", "u1", this::write));
        }
        await(FLOOD);
        var place = new AtomicInteger();
        Thread bob = Thread.ofVirtual().start(() -> Tenant.asking("bob", "u2", () -> place.set(write())));
        await(FLOOD + 1);

        go.countDown();
        bob.join();

        // One lane serves one of ada's and then bob's. Of several the others may have gone through groups of ada's
        // meanwhile.
        assertThat(place.get()).isLessThanOrEqualTo(database.dialect().lanes() == 1 ? 2 : FLOOD / 2);
    }

    @Test
    void whoseShareIsWaitingIsToldToComeLaterAndNothingIsWritten() throws Exception {
        holdLanes();
        List<Thread> waiting = IntStream.range(0, WriteLanes.MAX_SHARE)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> Tenant.asking("ada", "u1", this::write)))
                .toList();
        await(WriteLanes.MAX_SHARE);

        Tenant.asking("ada", "u1", () -> assertThatThrownBy(this::write)
                .hasMessageContaining(WriteLanes.MAX_SHARE + " requests waiting"));

        go.countDown();
        for (Thread each : waiting) {
            each.join();
        }
        assertThat(served.get()).isEqualTo(WriteLanes.MAX_SHARE);
    }

    @Test
    void whatIsRefusedInTheMidstEndsOnceTheRestHasEnded() throws Exception {
        holdLanes();
        List<Function<Tx, Integer>> bodies =
                Collections.nCopies(WriteLanes.MAX_SHARE + 10, _ -> served.incrementAndGet());
        var seen = new AtomicInteger();
        Thread ada = Thread.ofVirtual()
                .start(() -> Tenant.asking("ada", "", () -> {
                    assertThatThrownBy(() -> database.writeEach(bodies)).hasMessageContaining("requests waiting");
                    seen.set(served.get());
                }));
        await(WriteLanes.MAX_SHARE);

        go.countDown();
        ada.join();

        assertThat(seen.get()).isEqualTo(WriteLanes.MAX_SHARE);
    }

    /** The lanes do nothing until the test lets them go on. One after the other: none gets what is meant for another. */
    private void holdLanes() throws InterruptedException {
        for (int i = 0; i < database.dialect().lanes(); i++) {
            var held = new CountDownLatch(1);
            threads.execute(() -> database.write(_ -> {
                held.countDown();
                try {
                    go.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
                return true;
            }));
            held.await();
        }
    }

    /** @return how many were served before, and this one */
    private int write() {
        return database.write(_ -> served.incrementAndGet());
    }

    /** Until so many wait for a lane. */
    private void await(int many) {
        while (database.waiting() < many) {
            Thread.onSpinWait();
        }
    }
}
