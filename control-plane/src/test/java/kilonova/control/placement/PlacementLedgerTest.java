package kilonova.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.store.Database;
import kilonova.control.store.Rival;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class PlacementLedgerTest {
    private static final int CAPACITY = 40;

    private final Env env = Env.real();
    private final PlacementLedger ledger = new PlacementLedger(env);
    private final Database database;
    private final String provider = env.ids().next().toString();

    PlacementLedgerTest(TestDatabase at) {
        this.database = TestStore.open(at);
        report(CAPACITY);
    }

    @Test
    void aClaimIsHeldOnceHoweverOftenItIsAskedForAndGivenBackWhole() {
        assertThat(List.of(claim("a", 3), claim("a", 3))).containsExactly(true, true);
        assertThat(used()).isEqualTo(3);
        release("a");
        release("a");
        assertThat(used()).isZero();
        assertThat(held()).isEmpty();
    }

    @Test
    void howeverManyClaimAtOnceCapacityHoldsAndNothingIsLeftUnused() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> claims = IntStream.range(0, CAPACITY * 2)
                    .mapToObj(i -> threads.submit(() -> claim("many-" + i, 1)))
                    .toList();
            int granted = 0;
            for (Future<Boolean> each : claims) {
                granted += each.get() ? 1 : 0;
            }
            assertThat(granted).isEqualTo(CAPACITY);
        }
        assertThat(used()).isEqualTo(CAPACITY);
        assertThat(held()).hasSize(CAPACITY);
    }

    @Test
    void twoClaimsAtOnceOnOneProviderAreBothGrantedWhereBothFit() {
        var rival = new Rival();
        List<Boolean> granted = Rival.run(claiming("one", rival), claiming("other", rival));
        assertThat(granted).containsExactly(true, true);
        assertThat(used()).isEqualTo(2);
    }

    private Callable<Boolean> claiming(String consumer, Rival rival) {
        return () -> database.write(tx -> {
            // Both have read the provider before either writes it.
            ledger.provider(tx, provider);
            rival.meet();
            return ledger.claim(tx, allocation(consumer, 1));
        });
    }

    @Test
    void aReportIsNotLostToAClaimAtTheSameTime() {
        var rival = new Rival();
        Rival.run(
                () -> database.write(tx -> {
                    boolean held = ledger.claim(tx, allocation("claimer", 5));
                    rival.meet();
                    return held;
                }),
                () -> database.write(tx -> {
                    ledger.ensureProvider(tx, provider, "of " + provider, inventory(CAPACITY + 1), List.of());
                    rival.meet();
                    return true;
                }));
        Provider now = database.read(tx -> ledger.provider(tx, provider)).orElseThrow();
        assertThat(now.inventories()).isEqualTo(inventory(CAPACITY + 1));
        assertThat(now.usages().of("VCPU")).isEqualTo(5);
    }

    @Test
    void aReportThatSaysNothingNewWritesNothing() {
        long before = database.read(Database::revision);
        report(CAPACITY);
        assertThat(database.read(Database::revision)).isEqualTo(before);
    }

    private void report(int vcpus) {
        database.write(tx -> {
            ledger.ensureProvider(tx, provider, "of " + provider, inventory(vcpus), List.of("FAST"));
            return true;
        });
    }

    private static Map<String, Inventory> inventory(int vcpus) {
        return Map.of("VCPU", new Inventory(vcpus, 0, 1, vcpus, 1, 1.0));
    }

    private boolean claim(String consumer, long vcpus) {
        return database.write(tx -> ledger.claim(tx, allocation(consumer, vcpus)));
    }

    private void release(String consumer) {
        database.write(tx -> {
            ledger.release(tx, consumer);
            return true;
        });
    }

    private Allocation allocation(String consumer, long vcpus) {
        return new Allocation(
                consumer, provider, new ProjectId("p1"), new UserId("u1"), new Resources(Map.of("VCPU", vcpus)));
    }

    private long used() {
        return database.read(tx -> ledger.provider(tx, provider))
                .orElseThrow()
                .usages()
                .of("VCPU");
    }

    private List<Allocation> held() {
        return database.read(tx -> ledger.allocations(tx, Optional.empty(), Optional.of(provider), "", 1_000));
    }
}
