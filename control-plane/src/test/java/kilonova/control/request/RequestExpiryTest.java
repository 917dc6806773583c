package kilonova.control.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import kilonova.compute.v1.StartServerRequest;
import kilonova.control.edge.TestEdge;
import kilonova.control.store.Database;
import kilonova.control.store.RowCounts;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class RequestExpiryTest {
    private static final int MANY = RequestExpiry.BATCH + 5;

    private final HandClock clock = new HandClock();
    private final Database database;

    RequestExpiryTest(TestDatabase at) {
        this.database = TestStore.open(at);
    }

    @Test
    void answersAreForgottenAfterADayAndNoSooner() {
        var requests = TestRequests.on(new Env(clock, new Random(1), Ids.timeOrdered(clock, new Random(1))));
        var expiry = new RequestExpiry(database, requests);
        for (int i = 0; i < MANY; i += 5) {
            int from = i;
            database.write(tx -> {
                for (int j = from; j < from + 5; j++) {
                    var request = StartServerRequest.newBuilder()
                            .setRequestId(new UUID(7, j).toString())
                            .build();
                    requests.once(tx, TestEdge.principal("member", "p1"), request, () -> "done");
                }
                return from;
            });
            clock.pass(Duration.ofMillis(1));
        }
        expiry.tick();
        assertThat(kept()).isEqualTo(MANY);
        clock.pass(Duration.ofHours(24));
        expiry.tick();
        assertThat(kept()).isZero();
    }

    private int kept() {
        return RowCounts.of(database).getOrDefault("request", -1);
    }
}
