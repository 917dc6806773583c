package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Resources;
import kilonova.kernel.Env;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** What a claim of a server costs, in statements: the whole of a create is counted by them. */
@EveryDatabase
final class ClaimCostTest {
    private final Env env = Env.real();
    private final PlacementLedger ledger = new PlacementLedger(env);
    private final Connections connections;

    ClaimCostTest(TestDatabase at) {
        this.connections = at.open(Own.class, fresh -> new Own(Connections.open(TestStore.settings(fresh))))
                .all();
    }

    private record Own(Connections all) implements AutoCloseable {
        @Override
        public void close() {
            all.close();
        }
    }

    @Test
    void aClaimIsThreeStatementsAndWritesTwoRows() {
        String host = env.ids().next().toString();
        statements(tx -> {
            ledger.ensureProvider(tx, host, host, Map.of("VCPU", new Inventory(4, 0, 1, 4, 1, 1.0)), List.of());
            return true;
        });
        String server = env.ids().next().toString();
        var wanted =
                new Allocation(server, host, new ProjectId("p"), new UserId("u"), new Resources(Map.of("VCPU", 1L)));
        List<String> claim = statements(tx -> ledger.claim(tx, wanted));
        assertThat(claim).hasSize(3);
        assertThat(claim.stream().filter(each -> !each.startsWith("select"))).hasSize(2);
        List<String> release = statements(tx -> {
            ledger.release(tx, server);
            return true;
        });
        assertThat(release).hasSize(4);
    }

    /** What the transaction asks of its tables; not what every commit does. */
    private List<String> statements(Function<Tx, Boolean> body) {
        var seen = new ArrayList<String>();
        try (var lane = new WriteLane(
                connections.writer(real -> StatementWatch.on(real, seen::add)),
                env::nowMicros,
                new Fence(0),
                CommitProbe.NONE,
                _ -> {})) {
            var job = new LaneJob<>(body);
            lane.run(List.of(job));
            assertThat(job.answer().join()).isTrue();
        }
        return seen.stream()
                .filter(each -> each.contains("provider") || each.contains("allocation") || each.contains("consumer"))
                .toList();
    }
}
