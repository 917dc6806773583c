package kilonova.lab.torture;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kilonova.control.store.Database;
import kilonova.kernel.Env;

/** What is waited for once nothing strikes any more: hosts that come back, operations that end, watchers that know. */
final class Peace {
    /** Everything is back: what is still open after this is stuck. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A connection that was forgotten at the last moment is found out by then: until then its host is held to be up. */
    private static final Duration FOUND_OUT = Duration.ofSeconds(20);

    private static final Duration WATCHERS_CATCH_UP = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final TorturedCloud cloud;
    private final Administrator admin;
    private final HostSightings sightings;
    private final History history;

    Peace(TorturedCloud cloud, Administrator admin, HostSightings sightings, History history) {
        this.cloud = cloud;
        this.admin = admin;
        this.sightings = sightings;
        this.history = history;
    }

    /** Returns when nothing is under way any more and everyone knows; what did not come about is told. */
    List<Violation> settle(List<Watcher> watchers) {
        Waiting.rest(FOUND_OUT);
        var late = new ArrayList<Violation>();
        List<String> hosts =
                cloud.hosts().values().stream().flatMap(List::stream).toList();
        if (sightings.until(true, hosts, PATIENCE).isEmpty()) {
            List<String> down = sightings.down(hosts);
            late.add(new Violation(Violation.Kind.STUCK, "hosts that did not come back: " + down));
        }
        boolean quiet = Waiting.until(PATIENCE, LOOK_EVERY, this::nothingOpen);
        history.tell(quiet ? "no operation is open" : "operations are still open");
        long last = cloud.place().isPresent() ? revision() : 0;
        boolean known = Waiting.until(
                WATCHERS_CATCH_UP, LOOK_EVERY, () -> watchers.stream().allMatch(watcher -> watcher.reached(last)));
        if (!known) {
            late.add(new Violation(Violation.Kind.WATCH, "watchers did not reach revision " + last));
        }
        admin.findings().forEach(words -> late.add(new Violation(Violation.Kind.BOOKS, words)));
        return late;
    }

    /** Waits until no operation is open. @return whether that came about in time */
    boolean quiet(Duration atMost) {
        return Waiting.until(atMost, LOOK_EVERY, this::nothingOpen);
    }

    private boolean nothingOpen() {
        try {
            return admin.openOperations() == 0;
        } catch (StatusRuntimeException notNow) {
            return false;
        }
    }

    private long revision() {
        try (Database database = Database.open(cloud.database(), Env.real())) {
            return database.read(Database::revision);
        }
    }
}
