package kilonova.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import kilonova.control.store.tables.DefaultSchema;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.jooq.Field;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

/** The migrations make the same tables on every database: those that the code was generated for. */
@EveryDatabase
final class SchemaTest {
    private final SortedMap<String, List<String>> made;

    SchemaTest(TestDatabase at) {
        this.made = TestStore.open(at).read(tx -> tx.sql().connectionResult(SchemaText::of));
    }

    @Test
    void everyTableIsThereAndNoOther() {
        assertThat(made.keySet())
                .containsExactlyInAnyOrderElementsOf(DefaultSchema.DEFAULT_SCHEMA.getTables().stream()
                        .map(Table::getName)
                        .toList());
    }

    @Test
    void everyTableHasTheColumnsAndTheKeyThatTheCodeKnows() {
        for (Table<?> known : DefaultSchema.DEFAULT_SCHEMA.getTables()) {
            List<String> lines = made.getOrDefault(known.getName(), List.of()).stream()
                    .filter(line -> !line.startsWith("index ") && !line.startsWith("unique "))
                    .map(line -> line.startsWith("primary key ")
                            ? line
                            : line.replaceAll("^(\\S+) .*?(| not null)$", "$1$2"))
                    .toList();
            assertThat(lines).as(known.getName()).isEqualTo(shape(known));
        }
    }

    private static List<String> shape(Table<?> table) {
        var shape = new ArrayList<String>();
        for (Field<?> field : table.fields()) {
            shape.add(field.getName() + (field.getDataType().nullable() ? "" : " not null"));
        }
        List<String> key = table.getPrimaryKey() == null
                ? List.of()
                : table.getPrimaryKey().getFields().stream().map(Field::getName).toList();
        shape.add("primary key " + key);
        return shape;
    }
}
