package kilonova.control.node;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import kilonova.control.store.Change;
import kilonova.control.store.Tx;
import kilonova.node.v1.GuestSpec;

/** Wishes as rows. Whoever holds the host's stream reads of them in the change log and states them to the node. */
public final class Wishes {
    /** The change log's word for a wish; id is the server, payload the host. */
    public static final String KIND = "wish";

    private final WishRepository repository = new WishRepository();

    /**
     * States a wish in place of the one before.
     *
     * @param spec what its guest is made of once this is committed
     */
    public void state(Tx tx, Wish wish, Supplier<GuestSpec> spec) {
        repository.put(tx, wish);
        tx.changed(Change.of(KIND, wish.serverId(), "", wish.generation())
                .with(wish.hostId())
                .knowing(new FreshWish(wish, spec)));
    }

    /** Wishes once more, in place of this wish, that the host have nothing of the server. */
    public void absent(Tx tx, Wish before) {
        state(
                tx,
                new Wish(
                        before.serverId(),
                        before.hostId(),
                        before.generation() + 1,
                        before.epoch(),
                        WantedPower.ABSENT,
                        List.of()),
                GuestSpec::getDefaultInstance);
    }

    /** The host has nothing of the server any more. Idempotent. */
    public void forget(Tx tx, String serverId, String hostId) {
        repository.delete(tx, serverId, hostId);
    }

    /** The host says that nothing of the server is there: a wish for just that, up to this generation, is granted. */
    public void forgetAbsent(Tx tx, String serverId, String hostId, long generation) {
        for (Wish wish : repository.of(tx, hostId, List.of(serverId))) {
            if (wish.power() == WantedPower.ABSENT && wish.generation() <= generation) {
                repository.delete(tx, serverId, hostId);
            }
        }
    }

    /** Every wish of a host, in order of server id. */
    public List<Wish> all(Tx tx, String hostId) {
        return repository.page(tx, hostId, "", Integer.MAX_VALUE);
    }

    /** The servers that are to have a guest on one of these hosts. */
    List<String> present(Tx tx, Collection<String> hostIds) {
        return repository.present(tx, hostIds);
    }

    List<Wish> of(Tx tx, String hostId, Collection<String> serverIds) {
        return repository.of(tx, hostId, serverIds);
    }

    List<Wish> page(Tx tx, String hostId, String afterServer, int limit) {
        return repository.page(tx, hostId, afterServer, limit);
    }
}
