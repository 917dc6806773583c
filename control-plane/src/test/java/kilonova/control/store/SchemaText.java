package kilonova.control.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tables of a database in words, as its driver reports them: the same words on every run. */
final class SchemaText {
    private final DatabaseMetaData meta;
    private final String catalog;
    private final String schema;

    private SchemaText(Connection connection) throws SQLException {
        this.meta = connection.getMetaData();
        this.catalog = connection.getCatalog();
        this.schema = connection.getSchema();
    }

    /** By table: its columns in their order, then its key, then its indexes by name. */
    static SortedMap<String, List<String>> of(Connection connection) throws SQLException {
        var text = new SchemaText(connection);
        var tables = new TreeMap<String, List<String>>();
        try (ResultSet rows = text.meta.getTables(text.catalog, text.schema, "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                String name = rows.getString("TABLE_NAME");
                if (!name.startsWith("flyway_") && !name.startsWith("sqlite_")) {
                    tables.put(name, new ArrayList<>());
                }
            }
        }
        for (var table : tables.entrySet()) {
            table.getValue().addAll(text.columns(table.getKey()));
            table.getValue().add("primary key " + text.key(table.getKey()));
            table.getValue().addAll(text.indexes(table.getKey()));
        }
        return tables;
    }

    private List<String> columns(String table) throws SQLException {
        var columns = new TreeMap<Integer, String>();
        try (ResultSet rows = meta.getColumns(catalog, schema, table, "%")) {
            while (rows.next()) {
                String type = rows.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
                int size = rows.getInt("COLUMN_SIZE");
                columns.put(
                        rows.getInt("ORDINAL_POSITION"),
                        rows.getString("COLUMN_NAME") + " " + type
                                + (type.startsWith("varchar") && !type.contains("(") ? "(" + size + ")" : "")
                                + (rows.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls ? " not null" : ""));
            }
        }
        return List.copyOf(columns.values());
    }

    private List<String> key(String table) throws SQLException {
        var columns = new TreeMap<Integer, String>();
        try (ResultSet rows = meta.getPrimaryKeys(catalog, schema, table)) {
            while (rows.next()) {
                columns.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(columns.values());
    }

    private List<String> indexes(String table) throws SQLException {
        String key = key(table).toString();
        var columns = new TreeMap<String, List<String>>();
        try (ResultSet rows = meta.getIndexInfo(catalog, schema, table, false, true)) {
            while (rows.next()) {
                String name = rows.getString("INDEX_NAME");
                if (name != null) {
                    String kind = rows.getBoolean("NON_UNIQUE") ? "index " : "unique ";
                    columns.computeIfAbsent(kind + name, _ -> new ArrayList<>()).add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        var indexes = new ArrayList<String>();
        columns.forEach((name, of) -> {
            // The databases name what stands behind a key or a constraint each in its own way.
            String known = name.replaceAll("sqlite_autoindex_.*", "constraint");
            if (!(name.startsWith("unique") && of.toString().equals(key))) {
                indexes.add(known + " " + of);
            }
        });
        return indexes;
    }
}
