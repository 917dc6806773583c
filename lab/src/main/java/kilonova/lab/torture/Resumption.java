package kilonova.lab.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kilonova.lab.process.DatabasePlace;

/**
 * How long operations stand still after the death of the replica that drove them: each counts as resumed when somebody else
 * owns it, or the replica in its next life, or when it has moved. Reads the database past every cable.
 */
final class Resumption {
    private static final Duration LOOK_EVERY = Duration.ofMillis(40);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How an operation stood. */
    private record Stand(String replica, long epoch, long generation, boolean open) {}

    private final DatabasePlace place;
    private final String replica;

    Resumption(DatabasePlace place, String replica) {
        this.place = place;
        this.replica = replica;
    }

    /** @param operations how many stood still, {@code all} how long until all of them moved again */
    record Measured(int operations, Duration all) {}

    /** To be called at the moment of death; empty when it drove nothing, or when it cannot be told. */
    Optional<Measured> measure() {
        long died = System.nanoTime();
        Map<String, Stand> still = stands();
        still.values().removeIf(stand -> !stand.open() || !stand.replica().equals(replica));
        int count = still.size();
        if (count == 0) {
            return Optional.empty();
        }
        boolean all = Waiting.until(PATIENCE, LOOK_EVERY, () -> {
            Map<String, Stand> now = stands();
            // A database that is away tells nothing.
            still.entrySet()
                    .removeIf(each -> now.containsKey(each.getKey())
                            && !now.get(each.getKey()).equals(each.getValue()));
            return still.isEmpty();
        });
        return all ? Optional.of(new Measured(count, Duration.ofNanos(System.nanoTime() - died))) : Optional.empty();
    }

    /** How many operations have not ended. */
    static int open(DatabasePlace place) {
        return (int) new Resumption(place, "")
                .stands().values().stream().filter(Stand::open).count();
    }

    private Map<String, Stand> stands() {
        var stands = new HashMap<String, Stand>();
        try (Connection connection = place.connect();
                PreparedStatement query = connection.prepareStatement(
                        "select id, replica_id, replica_epoch, generation, outcome from operation");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                stands.put(
                        rows.getString(1),
                        new Stand(rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getString(5) == null));
            }
        } catch (SQLException away) {
            stands.clear();
        }
        return stands;
    }
}
