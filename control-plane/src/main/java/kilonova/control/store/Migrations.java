package kilonova.control.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings the schema up to date: forward only, one idea each. */
final class Migrations {
    private Migrations() {}

    static void run(DataSource source, Dialect dialect) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:kilonova/migrations")
                    .placeholders(dialect.words())
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayValidateException foreign) {
            throw new IllegalStateException(
                    "database: written by another version of Kilonova, or not Kilonova's (" + foreign.getMessage()
                            + "). Use an empty database, or the version that wrote it.",
                    foreign);
        }
    }
}
