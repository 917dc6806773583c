package kilonova.lab.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import kilonova.control.store.Database;
import kilonova.control.store.tables.DefaultSchema;
import org.jooq.Table;

/** Every row of every table, in a few characters: two runs with the same digest ended in the same world. */
final class Digest {
    private Digest() {}

    static String of(Database database) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            database.read(tx -> {
                for (Table<?> table : DefaultSchema.DEFAULT_SCHEMA.getTables()) {
                    digest.update(table.getName().getBytes(StandardCharsets.UTF_8));
                    tx.sql()
                            .selectFrom(table)
                            .orderBy(table.fields())
                            .forEach(row -> digest.update(
                                    java.util.Arrays.toString(row.intoArray()).getBytes(StandardCharsets.UTF_8)));
                }
                return true;
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
