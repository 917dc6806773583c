package kilonova.control.store;

import static kilonova.control.store.tables.Tables.CHANGE_LOG;
import static kilonova.control.store.tables.Tables.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class DatabaseTest {
    private static final int WRITERS = 8;
    private static final int EACH = 60;

    private final TestDatabase at;
    private final Database database;

    DatabaseTest(TestDatabase at) {
        this.at = at;
        this.database = TestStore.open(at);
    }

    @Test
    void revisionsBecomeVisibleInOrderAndWithoutAGapWhileManyWrite() throws Exception {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        long before = database.feed().delivered();
        List<Long> read = new ArrayList<>();
        try (var _ = database.feed().listen(news -> news.forEach(each -> heard.add(each.revision())), () -> {});
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer ->
                            threads.submit(() -> IntStream.range(0, EACH).forEach(i -> write(writer, i))))
                    .toList();
            long last = before;
            while (read.size() < WRITERS * EACH) {
                long from = last;
                List<Committed> news = database.read(tx -> ChangeLog.after(tx, from, 1_000));
                news.forEach(each -> read.add(each.revision()));
                last = news.isEmpty() ? last : news.getLast().revision();
            }
            for (Future<?> writer : writers) {
                writer.get(30, TimeUnit.SECONDS);
            }
        }
        List<Long> all = LongStream.rangeClosed(before + 1, before + WRITERS * EACH)
                .boxed()
                .toList();
        assertThat(read).as("a reader that tails the log").isEqualTo(all);
        assertThat(heard).as("a listener of the feed").isEqualTo(all);
    }

    private void write(int writer, int i) {
        database.write(tx -> {
            tx.changed(Change.of("test", writer + "-" + i, "", 1));
            return i;
        });
    }

    @Test
    void everyWriterReadsItsOwnWrite() {
        database.write(tx -> {
            tx.changed(Change.of("test", "mine", "project", 7).with("{}"));
            return 0;
        });
        Change mine = database.read(tx -> tx.sql()
                .selectFrom(CHANGE_LOG)
                .where(CHANGE_LOG.ID.eq("mine"))
                .fetchSingle(row -> new Change(
                        row.getKind(),
                        row.getId(),
                        row.getProjectId(),
                        row.getGeneration(),
                        row.getDeleted(),
                        Optional.ofNullable(row.getPayload()))));
        assertThat(mine).isEqualTo(Change.of("test", "mine", "project", 7).with("{}"));
    }

    @Test
    void aRefusalReachesTheCallerAsItIs() {
        assertThatThrownBy(() -> database.write(tx -> {
                    throw new Problem.NotFound("test", "1").raise();
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessage("test 1 could not be found.");
    }

    @Test
    void whatAReplicaWritesReachesTheOthers() throws Exception {
        var arrived = new CountDownLatch(1);
        try (var replica = Database.open(TestStore.settings(at), Env.real());
                var _ = database.feed()
                        .listen(
                                news -> news.stream()
                                        .filter(each -> each.change().id().equals("from afar"))
                                        .forEach(each -> arrived.countDown()),
                                () -> {})) {
            replica.write(tx -> {
                tx.changed(Change.of("test", "from afar", "", 1));
                return 0;
            });
            database.catchUp();
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(database.feed().delivered())
                    .isGreaterThanOrEqualTo(replica.feed().delivered());
        }
    }

    @Test
    void aTransactionIsRefusedWhenTooManyWait() throws Exception {
        try (var busy = Database.open(TestStore.settings(at), Env.real());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var release = new CountDownLatch(1);
            int lanes = busy.dialect().lanes();
            for (int lane = 0; lane < lanes; lane++) {
                var running = new CountDownLatch(1);
                threads.submit(() -> busy.write(_ -> {
                    running.countDown();
                    return await(release);
                }));
                assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
            }
            var refused = new AtomicInteger();
            var over = new CountDownLatch(5);
            for (int i = 0; i < WriteLanes.MAX_WAITING + 5; i++) {
                threads.submit(() -> {
                    try {
                        return busy.write(_ -> 0);
                    } catch (ProblemException problem) {
                        assertThat(problem.problem()).isInstanceOf(Problem.Unavailable.class);
                        refused.incrementAndGet();
                        over.countDown();
                        return -1;
                    }
                });
            }
            assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
            release.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(refused).hasValue(5);
        }
    }

    private static int await(CountDownLatch release) {
        try {
            assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    @Test
    void aClosedDatabaseRefusesAtOnce() {
        var closing = Database.open(TestStore.settings(at), Env.real());
        closing.close();
        assertThatThrownBy(() -> closing.write(_ -> 0)).hasMessageContaining("try again");
    }

    @Test
    void settingsThatPromisesRestOnAreReallyOn() {
        record Setting(String question, String answer) {}
        List<Setting> settings =
                switch (at.kind()) {
                    case SQLITE ->
                        List.of(
                                new Setting("pragma journal_mode", "wal"),
                                new Setting("pragma synchronous", "2"),
                                new Setting("pragma foreign_keys", "1"));
                    case POSTGRESQL -> List.of(new Setting("show transaction_isolation", "read committed"));
                    case MARIADB ->
                        List.of(
                                new Setting("select @@tx_isolation", "READ-COMMITTED"),
                                new Setting(
                                        "select table_collation from information_schema.tables"
                                                + " where table_name = 'change_log' and table_schema = database()",
                                        "utf8mb4_bin"));
                };
        for (Setting setting : settings) {
            String written =
                    database.write(tx -> tx.sql().fetchValue(setting.question()).toString());
            String read =
                    database.read(tx -> tx.sql().fetchValue(setting.question()).toString());
            assertThat(List.of(written, read)).as(setting.question()).containsOnly(setting.answer());
        }
    }

    @Test
    void twoTransactionsThatDeadlockBothEndWell() throws Exception {
        database.write(tx -> tx.sql()
                .insertInto(REVISION, REVISION.ID, REVISION.LATEST)
                .values(2, 0L)
                .values(3, 0L)
                .execute());
        var bothHoldOne = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var there = threads.submit(() -> database.write(tx -> touch(tx, bothHoldOne, 2, 3)));
            var back = threads.submit(() -> database.write(tx -> touch(tx, bothHoldOne, 3, 2)));
            there.get(30, TimeUnit.SECONDS);
            back.get(30, TimeUnit.SECONDS);
        }
        List<Long> both = database.read(tx -> tx.sql()
                .select(REVISION.LATEST)
                .from(REVISION)
                .where(REVISION.ID.in(2, 3))
                .fetch(REVISION.LATEST));
        assertThat(both).containsExactly(2L, 2L);
    }

    /** Updates one row, waits until the other transaction holds its own or cannot, then updates the other. */
    private static int touch(Tx tx, CyclicBarrier bothHoldOne, int first, int second) {
        increment(tx, first);
        try {
            bothHoldOne.await(300, TimeUnit.MILLISECONDS);
        } catch (BrokenBarrierException | TimeoutException alone) {
            // One lane, or a later attempt: the other one is not under way.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        increment(tx, second);
        return 0;
    }

    private static void increment(Tx tx, int row) {
        tx.sql()
                .update(REVISION)
                .set(REVISION.LATEST, REVISION.LATEST.plus(1))
                .where(REVISION.ID.eq(row))
                .execute();
    }

    @Test
    void textIsComparedByItsBytes() {
        database.write(tx -> {
            tx.changed(Change.of("case", "a", "", 1));
            tx.changed(Change.of("case", "A", "", 1));
            tx.changed(Change.of("case", "ä", "", 1));
            return 0;
        });
        assertThat(database.<Integer>read(tx -> tx.sql()
                        .fetchCount(CHANGE_LOG, CHANGE_LOG.KIND.eq("case").and(CHANGE_LOG.ID.eq("a")))))
                .isEqualTo(1);
    }

    @Test
    void aServerThatDropsTheConnectionsIsFoundAgain() {
        if (at.kind() == DatabaseKind.SQLITE) {
            return;
        }
        write(99, 1);
        dropAllConnections();
        write(99, 2);
        assertThat(database.<Integer>read(tx -> tx.sql().fetchCount(CHANGE_LOG, CHANGE_LOG.ID.eq("99-2"))))
                .isEqualTo(1);
    }

    private void dropAllConnections() {
        try (var other = Connections.open(TestStore.settings(at))) {
            other.read(sql -> {
                if (at.kind() == DatabaseKind.POSTGRESQL) {
                    return sql.fetch("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()");
                }
                List<Long> others = sql.fetch(
                                "select id from information_schema.processlist where db = database() and id <> connection_id()")
                        .getValues(0, Long.class);
                others.forEach(id -> sql.execute("kill connection " + id));
                return sql.fetch("select 1");
            });
        }
    }
}
