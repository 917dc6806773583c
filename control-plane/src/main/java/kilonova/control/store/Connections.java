package kilonova.control.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Connections to one database: a pool that reads, and one each for the write lanes. */
final class Connections implements AutoCloseable {
    private static final Settings JOOQ =
            new Settings().withRenderSchema(false).withExecuteLogging(false).withRenderNameCase(RenderNameCase.AS_IS);

    /** What the read under way may still search. */
    private static final ScopedValue<SearchEffort> READING = ScopedValue.newInstance();

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    /** How long a reader waits for a connection before it is told that the database is away. */
    private static final long MAX_WAIT_MILLIS = 5_000;

    private final Dialect dialect;
    private final HikariDataSource pool;
    private final @Nullable SQLiteDataSource sqlite;
    /** A database in memory lives in one connection: everyone shares it, and only one thread may come. */
    private final @Nullable Connection only;

    private Connections(
            Dialect dialect, HikariDataSource pool, @Nullable SQLiteDataSource sqlite, @Nullable Connection only) {
        this.dialect = dialect;
        this.pool = pool;
        this.sqlite = sqlite;
        this.only = only;
    }

    static Connections open(DatabaseSettings settings) {
        return open(settings, Optional.empty());
    }

    /**
     * @param cloud whose database it must be, or becomes
     * @throws IllegalStateException when it is another cloud's; then nothing was written
     */
    static Connections open(DatabaseSettings settings, Optional<String> cloud) {
        Dialect dialect = settings.dialect();
        var config = new HikariConfig();
        config.setPoolName("read");
        config.setMaximumPoolSize(settings.inMemory() ? 1 : settings.readers());
        config.setMinimumIdle(1);
        config.setAutoCommit(true);
        config.setConnectionTimeout(MAX_WAIT_MILLIS);
        SQLiteDataSource sqlite = null;
        if (dialect == Dialect.SQLITE) {
            sqlite = sqlite(settings);
            config.setDataSource(sqlite);
        } else {
            config.setJdbcUrl(settings.url());
            settings.user().ifPresent(config::setUsername);
            settings.password().ifPresent(config::setPassword);
            config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        }
        var pool = new HikariDataSource(config);
        try {
            cloud.ifPresent(id -> onceOn(
                    pool, connection -> CloudMark.check(connection, DSL.using(connection, dialect.jooq(), JOOQ), id)));
            Migrations.run(pool, dialect);
            cloud.ifPresent(id ->
                    onceOn(pool, connection -> CloudMark.ensure(DSL.using(connection, dialect.jooq(), JOOQ), id)));
        } catch (RuntimeException refused) {
            pool.close();
            throw refused;
        }
        try {
            Connection only = settings.inMemory() ? pool.getConnection() : null;
            return new Connections(dialect, pool, sqlite, only);
        } catch (SQLException failed) {
            pool.close();
            throw new DataAccessException("connecting to " + settings, failed);
        }
    }

    private interface Look {
        void at(Connection connection) throws SQLException;
    }

    private static void onceOn(HikariDataSource pool, Look look) {
        try (Connection connection = pool.getConnection()) {
            look.at(connection);
        } catch (SQLException failed) {
            throw new DataAccessException("looking whose database it is", failed);
        }
    }

    /** A database in memory that is as another was when its image was taken: nothing is migrated. */
    static Connections of(DatabaseImage image) {
        var config = new HikariConfig();
        config.setPoolName("read");
        config.setMaximumPoolSize(1);
        SQLiteDataSource sqlite = sqlite(DatabaseSettings.of("jdbc:sqlite::memory:"));
        config.setDataSource(sqlite);
        var pool = new HikariDataSource(config);
        try {
            Connection only = pool.getConnection();
            image.pourInto(only);
            return new Connections(Dialect.SQLITE, pool, sqlite, only);
        } catch (SQLException failed) {
            pool.close();
            throw new DataAccessException("copying a database in memory", failed);
        }
    }

    /** @throws IllegalStateException unless the database lies in memory */
    DatabaseImage image() {
        if (only == null) {
            throw new IllegalStateException("only a database in memory has an image");
        }
        try {
            return DatabaseImage.of(only);
        } catch (SQLException failed) {
            throw new DataAccessException("taking an image", failed);
        }
    }

    private static SQLiteDataSource sqlite(DatabaseSettings settings) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(10_000);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        config.setCacheSize(-65_536);
        // What a savepoint may have to put back is copied for every page it changes: not to a file.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return new SqliteFile(config, settings.url());
    }

    Dialect dialect() {
        return dialect;
    }

    DSLContext dsl(Connection connection) {
        return DSL.using(connection, dialect.jooq(), JOOQ);
    }

    /** A connection of its own for a lane, outside of the pool. */
    WriteConnection writer() {
        return writer(connection -> connection);
    }

    /** @param wire what lies between a lane and its connection, each time one is opened */
    WriteConnection writer(UnaryOperator<Connection> wire) {
        return new WriteConnection(dialect, () -> wire.apply(openWriter()), this::dsl);
    }

    private Connection openWriter() {
        try {
            if (only != null) {
                return only;
            }
            if (sqlite != null) {
                return sqlite.getConnection();
            }
            Connection writer = DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
            SilenceLimits.ofWriter(dialect, writer);
            writer.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return writer;
        } catch (SQLException failed) {
            throw new DataAccessException("connecting", failed);
        }
    }

    /** Runs the body on a connection of the pool, and once more on a fresh one when that was lost meanwhile. */
    <T> T read(Function<DSLContext, T> body) {
        // A reader that waits for a second connection while it holds one can wait for itself.
        assert !READING.isBound() : "a read within a read";
        return ScopedValue.where(READING, SearchEffort.ofRead()).call(() -> readSomewhere(body));
    }

    static SearchEffort effort() {
        return READING.isBound() ? READING.get() : SearchEffort.ofRead();
    }

    private <T> T readSomewhere(Function<DSLContext, T> body) {
        if (only != null) {
            return body.apply(dsl(only));
        }
        try {
            return readOnce(body);
        } catch (DataAccessException failed) {
            if (!SqlFailure.away(failed)) {
                throw failed;
            }
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        try {
            return readOnce(body);
        } catch (DataAccessException failed) {
            throw SqlFailure.away(failed) ? SqlFailure.unavailable() : failed;
        }
    }

    private <T> T readOnce(Function<DSLContext, T> body) {
        try (Connection connection = pool.getConnection()) {
            SilenceLimits.ofReader(dialect, connection);
            return body.apply(dsl(connection));
        } catch (SQLTransientConnectionException none) {
            LOG.warn("no connection to read on: {}", none.getMessage());
            throw SqlFailure.unavailable();
        } catch (SQLException failed) {
            throw new DataAccessException("reading", failed);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
