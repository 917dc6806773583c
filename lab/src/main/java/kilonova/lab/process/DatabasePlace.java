package kilonova.lab.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A database of a fault run.
 *
 * @param scheme as in the URL that `up` takes: postgresql or mariadb
 * @param words for people: which server this is
 * @param process what can be killed and paused; empty where the server is somebody else's
 * @param directory of the server, to be removed in the end; empty where there is none of ours
 */
public record DatabasePlace(
        String scheme,
        String words,
        int port,
        String name,
        String user,
        String password,
        Optional<Supervised> process,
        Optional<Path> directory) {
    private static final long START_SECONDS = 120;
    private static final long LOOK_EVERY_MILLIS = 50;

    /** The address for `up`, by another port: that of a cable. */
    public String url(int byPort) {
        String who = password.isEmpty() ? user : user + ":" + password;
        return scheme + "://" + who + "@127.0.0.1:" + byPort + "/" + name;
    }

    /** The address without credentials, for JDBC. */
    public String jdbc() {
        return jdbc(name);
    }

    /** Makes the database that a server of ours holds for the run. */
    void create(String home) throws IOException {
        awaitAnswer(home);
        try (Connection connection = connect(home);
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failed) {
            throw new IOException("create database " + name + ": " + failed.getMessage(), failed);
        }
    }

    /** Waits until it answers after a start; a process that ended meanwhile is started again. */
    public void awaitAnswer() throws IOException {
        awaitAnswer(name);
    }

    private void awaitAnswer(String database) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers(database)) {
            process.filter(each -> each.endedByItself().isPresent()).ifPresent(Supervised::start);
            if (System.nanoTime() > end) {
                throw new IOException(words + " does not answer: "
                        + process.map(each -> each.lastWords(5)).orElse(""));
            }
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stopped);
            }
        }
    }

    private boolean answers(String database) {
        try (Connection connection = connect(database)) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** A connection past every cable. */
    public Connection connect() throws SQLException {
        return connect(name);
    }

    private Connection connect(String database) throws SQLException {
        var who = new Properties();
        who.setProperty("user", user);
        who.setProperty("password", password);
        return DriverManager.getConnection(jdbc(database), who);
    }

    private String jdbc(String database) {
        return "jdbc:" + scheme + "://127.0.0.1:" + port + "/" + database;
    }

    /** The server ends, and nothing of it stays. */
    public void remove() {
        process.ifPresent(Supervised::kill);
        directory.filter(Files::exists).ifPresent(Folders::delete);
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return words;
    }
}
