package kilonova.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import kilonova.control.store.Change;
import kilonova.control.store.Database;
import kilonova.control.store.DatabaseSettings;
import kilonova.kernel.Env;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.Databases;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store over a cable on which everything stops, and nobody is told. */
class SilentDatabaseTest {
    private static final Env ENV = Env.real();
    /** Less than any system takes to find out that a connection is dead. */
    private static final Duration SOON = Duration.ofSeconds(40);

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void whoIsCutOffInTheMidstOfATransactionHoldsNobodyUp(DatabaseKind kind) throws Exception {
        try (TestDatabase place = Databases.fresh(kind);
                Cable cable = to(place);
                Database cutOff = Database.open(settings(place, cable), ENV);
                Database other = Database.open(settings(place), ENV)) {
            var held = new CompletableFuture<Boolean>();
            CompletableFuture<Boolean> lost = CompletableFuture.supplyAsync(
                    () -> cutOff.write(tx -> {
                        tx.sql().execute("update revision set latest = latest");
                        cable.silence();
                        held.complete(true);
                        return true;
                    }),
                    Thread::startVirtualThread);
            assertThat(held).succeedsWithin(SOON);
            CompletableFuture<Boolean> written =
                    CompletableFuture.supplyAsync(() -> write(other), Thread::startVirtualThread);

            assertThat(written).succeedsWithin(SOON);
            cable.mend();
            assertThat(lost).failsWithin(SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void aForgottenConnectionIsGivenUpForANewOne(DatabaseKind kind) throws Exception {
        try (TestDatabase place = Databases.fresh(kind);
                Cable cable = to(place);
                Database database = Database.open(settings(place, cable), ENV)) {
            assertThat(write(database)).isTrue();
            cable.forget();

            CompletableFuture<Boolean> written =
                    CompletableFuture.supplyAsync(() -> write(database), Thread::startVirtualThread);

            assertThat(written).succeedsWithin(SOON);
        }
    }

    private static boolean write(Database database) {
        return database.write(tx -> {
            tx.changed(Change.of("test", "id", "", 1));
            return true;
        });
    }

    private static Cable to(TestDatabase place) throws IOException {
        return Cable.to(address(place).getPort());
    }

    private static URI address(TestDatabase place) {
        return URI.create(place.url().substring("jdbc:".length()));
    }

    private static DatabaseSettings settings(TestDatabase place) {
        return new DatabaseSettings(place.url(), place.user(), place.password(), 2);
    }

    private static DatabaseSettings settings(TestDatabase place, Cable cable) {
        String url = place.url().replace(":" + address(place).getPort() + "/", ":" + cable.port() + "/");
        return new DatabaseSettings(url, place.user(), place.password(), 2);
    }
}
