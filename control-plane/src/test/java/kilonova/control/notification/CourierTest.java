package kilonova.control.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import kilonova.control.flavor.Flavors;
import kilonova.control.keypair.Keypairs;
import kilonova.control.operation.Operations;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.quota.Quotas;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Change;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.LogBounds;
import kilonova.control.store.LogPruning;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A courier whose receiver takes what the test lets it take; time passes when the test says so. */
@EveryDatabase
final class CourierTest {
    private static final String SERVICE =
            "{\"act\":\"update\",\"id\":\"ID\",\"host\":\"host-1\",\"zone\":\"nova\",\"disabled\":true,"
                    + "\"disabledReason\":\"NAME\",\"forcedDown\":false}";

    private final HandClock clock = new HandClock();
    private final Env env;
    private final Database database;
    private final Fake receiver =
            new Fake("fake-" + Env.real().ids().next().toString().substring(0, 18));
    private final Courier courier;
    private Replicas replicas;

    /** Remembers what it was told, and fails as it is told. */
    private static final class Fake implements Receiver {
        private final String name;
        private final List<String> told = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private boolean away;
        private String refused = "";

        Fake(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void bring(Notice notice) throws IOException {
            if (away) {
                throw new IOException("nobody listens");
            }
            String reason = notice.payload()
                    .path("nova_object.data")
                    .path("disabled_reason")
                    .asText();
            if (reason.equals(refused)) {
                throw new Refused("answered 400");
            }
            told.add(reason);
            ids.add(notice.id("cloud"));
        }

        @Override
        public void settle() {}

        @Override
        public void close() {}
    }

    CourierTest(TestDatabase at) {
        env = new Env(clock, new Random(1), Ids.timeOrdered(clock, new Random(1)));
        database = Database.inline(TestStore.settings(at), env, CommitProbe.NONE);
        replicas = new Replicas(env, database, "ada");
        courier = courier();
        change("before anybody listened");
        courier.tick();
        assertThat(receiver.told).isEmpty();
    }

    private Courier courier() {
        replicas = new Replicas(env, database, "ada");
        replicas.join();
        Policy policy = Policy.of(PolicyBook.COMPUTE);
        var keypairs = new Keypairs(database, policy, new Quotas(database, policy), env);
        return new Courier(
                env,
                database,
                replicas,
                new Notices((_, _) -> Map.of(), new Operations(), keypairs, "machine"),
                receiver,
                NotificationSettings.OFF);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatHappensIsToldInOrderAndOnce() {
        change("a", "b", "c");
        courier.tick();
        change("d");
        courier.tick();
        courier.tick();
        assertThat(receiver.told).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aReceiverThatWasAwayIsToldWhatItMissedWhenItsPauseIsOver() {
        receiver.away = true;
        change("a", "b");
        courier.tick();
        receiver.away = false;
        courier.tick();
        assertThat(receiver.told).as("left alone for a while").isEmpty();
        pass(Duration.ofSeconds(1));
        courier.tick();
        assertThat(receiver.told).containsExactly("a", "b");
    }

    @Test
    void whoGoesOnAfterACrashTellsTheLastOnesAgainAtWorstUnderTheSameIds() {
        change("a");
        receiver.away = true;
        courier.tick();
        receiver.away = false;
        var next = courier();
        next.tick();
        change("b");
        next.tick();
        assertThat(receiver.told).containsExactly("a", "b");
        assertThat(receiver.ids).doesNotHaveDuplicates();
    }

    @Test
    void whatIsRefusedForGoodIsLeftOutAfterSomeAttempts() {
        receiver.refused = "b";
        change("a", "b", "c");
        for (int i = 1; i < NotificationSettings.OFF.attempts(); i++) {
            courier.tick();
            assertThat(receiver.told).containsExactly("a");
            pass(NotificationSettings.OFF.longestPause());
        }
        courier.tick();
        assertThat(receiver.told).containsExactly("a", "c");
    }

    @Test
    void aReceiverThatWasAwayForLongerThanTheLogReachesGoesOnWithWhatIsLeft() {
        receiver.away = true;
        change("a");
        courier.tick();
        for (int i = 0; i < 30; i++) {
            change("filler " + i);
        }
        new LogPruning(env, database, new LogBounds(Duration.ofDays(1), 5, 5)).tick();
        receiver.away = false;
        pass(Duration.ofMinutes(2));
        courier.tick();
        assertThat(receiver.told).doesNotContain("a").endsWith("filler 28", "filler 29");
    }

    /** The process lives on meanwhile. */
    private void pass(Duration time) {
        clock.pass(time);
        replicas.tick();
    }

    private void change(String... names) {
        for (String name : names) {
            database.write(tx -> {
                String id = env.ids().next().toString();
                tx.changed(Change.of("service", id, "", 1)
                        .with(SERVICE.replace("ID", id).replace("NAME", name)));
                tx.changed(Change.of(Flavors.KIND, "of an older version", "", 1));
                return true;
            });
        }
    }
}
