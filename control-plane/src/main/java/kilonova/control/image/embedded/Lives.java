package kilonova.control.image.embedded;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import kilonova.control.replica.Owner;
import kilonova.control.replica.Replica;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Tx;

/** Which process this is, and which lives of processes are not over: before it is told, it is none and knows of none. */
final class Lives {
    private volatile Optional<Replicas> replicas = Optional.empty();

    void of(Replicas known) {
        replicas = Optional.of(known);
    }

    /** This process, in the life that it is in. */
    Owner me() {
        return replicas.map(Replicas::me).orElse(Owner.NONE);
    }

    /** Those that may still write. */
    Set<Owner> all(Tx tx) {
        var lives = new HashSet<Owner>();
        for (Replica row : replicas.orElseThrow().all(tx)) {
            if (!row.shutOut()) {
                lives.add(new Owner(row.id(), row.epoch()));
            }
        }
        return lives;
    }
}
