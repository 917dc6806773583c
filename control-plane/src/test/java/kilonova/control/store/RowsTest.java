package kilonova.control.store;

import static kilonova.control.store.tables.Tables.ALLOCATION;
import static kilonova.control.store.tables.Tables.CHANGE_LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kilonova.control.store.tables.tables.records.AllocationRecord;
import kilonova.control.store.tables.tables.records.ChangeLogRecord;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.jooq.TableRecord;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link Rows} writes and reads is what jOOQ would. */
@EveryDatabase
final class RowsTest {
    private final Database database;
    private final Rows<AllocationRecord> rows = new Rows<>(ALLOCATION);

    RowsTest(TestDatabase at) {
        this.database = TestStore.open(at);
    }

    @Test
    void whatWasInsertedIsFoundByAnyOfItsColumns() {
        write(tx -> rows.insert(tx, row("found-a", "VCPU:1")));
        assertThat(read("found-a")).hasValue(row("found-a", "VCPU:1"));
        assertThat(find(rows, new AllocationRecord().setUserId("b's user"))).isEmpty();
    }

    @Test
    void aSecondOfTheSameKeyIsRefusedOrPassedOverAsAskedFor() {
        write(tx -> rows.insert(tx, row("second-a", "VCPU:1")));
        assertThat(database.<Boolean>write(tx -> rows.insertNew(tx, row("second-a", "VCPU:2"))))
                .isFalse();
        assertThat(database.<Boolean>write(tx -> rows.insertNew(tx, row("second-b", "VCPU:2"))))
                .isTrue();
        assertThatThrownBy(() -> write(tx -> rows.insert(tx, row("second-a", "VCPU:3"))))
                .isInstanceOf(DataAccessException.class);
        assertThat(read("second-a")).hasValue(row("second-a", "VCPU:1"));
        assertThat(read("second-b")).hasValue(row("second-b", "VCPU:2"));
    }

    @Test
    void allThatAreAlikeComeInTheOrderOfTheKey() {
        for (String consumer : List.of("all-c", "all-a", "all-b")) {
            write(tx -> rows.insert(tx, row(consumer, "VCPU:1").setUserId("all's user")));
        }
        write(tx -> rows.insert(tx, row("all-d", "VCPU:1")));
        var like = new AllocationRecord().setUserId("all's user");
        assertThat(database.<List<String>>read(tx -> rows.all(tx, like, AllocationRecord::getConsumerId)))
                .containsExactly("all-a", "all-b", "all-c");
    }

    @Test
    void puttingWritesOverAllButTheKey() {
        write(tx -> rows.put(tx, row("put-a", "VCPU:1")));
        write(tx -> rows.put(tx, row("put-a", "VCPU:2").setProjectId("another")));
        assertThat(read("put-a")).hasValue(row("put-a", "VCPU:2").setProjectId("another"));
    }

    @Test
    void onlyWhatIsSetIsWrittenAndOnlyWhereTheRowIsAsItWasSeen() {
        write(tx -> rows.insert(tx, row("seen-a", "VCPU:1")));
        var change = new AllocationRecord().setResources("VCPU:7");
        assertThat(database.<Integer>write(tx -> rows.update(
                        tx,
                        change,
                        new AllocationRecord().setConsumerId("seen-a").setCreatedAt(6L))))
                .isZero();
        assertThat(database.<Integer>write(tx -> rows.update(
                        tx,
                        change,
                        new AllocationRecord().setConsumerId("seen-a").setCreatedAt(5L))))
                .isEqualTo(1);
        assertThat(read("seen-a")).hasValue(row("seen-a", "VCPU:7"));
    }

    @Test
    void emptyCellsAndTruthsComeBackAsTheyWere() {
        var log = new Rows<>(CHANGE_LOG);
        List<ChangeLogRecord> made = List.of(change(1_001, true, null), change(1_002, false, "told"));
        write(tx -> log.insertAll(tx.sql(), made));
        for (ChangeLogRecord each : made) {
            assertThat(find(log, new ChangeLogRecord().setRevision(each.getRevision())))
                    .hasValue(each);
        }
    }

    @Test
    void whatIsNotReadIsNull() {
        var narrow = new Rows<>(ALLOCATION, List.of(ALLOCATION.RESOURCES, ALLOCATION.CONSUMER_ID));
        write(tx -> narrow.insert(tx, row("narrow-a", "VCPU:1")));

        assertThat(find(narrow, new AllocationRecord().setConsumerId("narrow-a")))
                .hasValue(new AllocationRecord().setConsumerId("narrow-a").setResources("VCPU:1"));
        assertThat(read("narrow-a")).hasValue(row("narrow-a", "VCPU:1"));
    }

    @Test
    void aQueryGivesEachOfItsRowsInItsOrder() {
        write(tx -> rows.insert(tx, row("query-b", "VCPU:2").setProjectId("of the query")));
        write(tx -> rows.insert(tx, row("query-a", "VCPU:1").setProjectId("of the query")));
        write(tx -> rows.insert(tx, row("query-c", "VCPU:3").setProjectId("of the query")));

        List<AllocationRecord> found = database.read(tx -> rows.fetch(
                tx,
                tx.sql()
                        .select(rows.read())
                        .from(ALLOCATION)
                        .where(ALLOCATION.PROJECT_ID.eq("of the query"))
                        .and(ALLOCATION.CONSUMER_ID.in("query-a", "query-b", "query-c"))
                        .orderBy(ALLOCATION.CONSUMER_ID)
                        .limit(2),
                row -> row));

        assertThat(found)
                .containsExactly(
                        row("query-a", "VCPU:1").setProjectId("of the query"),
                        row("query-b", "VCPU:2").setProjectId("of the query"));
    }

    @Test
    void aKeptQueryBindsItsValuesInTheOrderOfItsText() {
        write(tx -> rows.insert(tx, row("kept-a", "VCPU:1")));
        var later = new KeptQuery(sql -> sql.update(ALLOCATION)
                .set(ALLOCATION.CREATED_AT, ALLOCATION.CREATED_AT.plus(0L))
                .where(ALLOCATION.CONSUMER_ID.eq(""))
                .and(ALLOCATION.CREATED_AT.le(0L)));

        assertThat(database.<Integer>write(tx -> later.execute(tx, 2L, "kept-a", 5L)))
                .isEqualTo(1);
        assertThat(database.<Integer>write(tx -> later.execute(tx, 2L, "kept-a", 6L)))
                .isZero();
        assertThat(read("kept-a")).hasValue(row("kept-a", "VCPU:1").setCreatedAt(7L));
        assertThatThrownBy(() -> write(tx -> later.execute(tx, 2L))).hasMessageContaining("1 values for: update");
    }

    private Optional<AllocationRecord> read(String consumer) {
        return find(rows, new AllocationRecord().setConsumerId(consumer));
    }

    private <R extends TableRecord<R>> Optional<R> find(Rows<R> of, R like) {
        return database.read(tx -> of.find(tx, like));
    }

    private void write(Consumer<Tx> body) {
        database.write(tx -> {
            body.accept(tx);
            return true;
        });
    }

    private static AllocationRecord row(String consumer, String resources) {
        return new AllocationRecord()
                .setConsumerId(consumer)
                .setProviderId("p")
                .setProjectId("o'ne")
                .setUserId("zwölf")
                .setResources(resources)
                .setCreatedAt(5L)
                .setConsumerType("")
                .setEnlisted(false);
    }

    private static ChangeLogRecord change(long revision, boolean deleted, @Nullable String payload) {
        return new ChangeLogRecord()
                .setRevision(revision)
                .setKind("test")
                .setId("x")
                .setProjectId("")
                .setGeneration(1L)
                .setDeleted(deleted)
                .setPayload(payload)
                .setChangedAt(1L);
    }
}
