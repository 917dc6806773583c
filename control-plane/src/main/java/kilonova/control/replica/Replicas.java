package kilonova.control.replica;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.store.Database;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that share its database. It holds a row that it renews with each {@link #tick}; a process that
 * does not renew its own for a {@link #LEASE} is shut out by the others, which then own what it drove.
 */
public final class Replicas {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
    /** How long a process that says nothing counts as alive. */
    public static final Duration LEASE = Duration.ofSeconds(2);
    /** How often a process says that it lives. */
    public static final Duration RENEWAL = Duration.ofMillis(500);

    private final Env env;
    private final Database database;
    private final String id;
    private final String machine;
    private final String address;
    private final LogHints hints;
    private final ReplicaRepository repository = new ReplicaRepository();
    private volatile Owner me = Owner.NONE;
    private volatile long heldUntil;
    private volatile Set<String> others = Set.of();
    private Sightings sightings = Sightings.NONE;
    private boolean left;

    /** One that no other reaches. */
    public Replicas(Env env, Database database, String id) {
        this(env, database, id, "", "", Peers.NONE);
    }

    /**
     * @param id names this process; one process at a time uses it, and the same one after a restart
     * @param machine that it runs on, as operators see it
     * @param address where the others reach it, HOST:PORT; empty when they cannot
     * @param peers leads to them
     */
    public Replicas(Env env, Database database, String id, String machine, String address, Peers peers) {
        this.env = env;
        this.database = database;
        this.id = id;
        this.machine = machine;
        this.address = address;
        this.hints = new LogHints(database, peers, id);
    }

    /**
     * Begins a life: from here on what this process wrote in an earlier one is its own again, and a commit of that earlier
     * life that comes late is refused. Before anything is driven.
     */
    public void join() {
        long until = env.nowMicros() + LEASE.toNanos() / 1_000;
        me = database.writeAhead(tx -> begin(tx, until));
        heldUntil = until;
        database.admit(this::member);
        if (database.shared()) {
            sightings = Sightings.NONE.after(database.read(this::allOthers), env.nowMicros());
            others = sightings.live();
            hints.listenTo(sightings.addresses());
        }
        LOG.info("replica {} begins epoch {}; {} other(s)", id, me.epoch(), others.size());
    }

    private Owner begin(Tx tx, long until) {
        Optional<Replica> before = repository.find(tx, id);
        if (before.isEmpty()) {
            repository.insert(tx, new Replica(id, 1, until, address, machine));
            return new Owner(id, 1);
        }
        var next = new Replica(id, before.get().epoch() + 1, until, address, machine);
        if (!repository.replace(tx, before.get(), next)) {
            throw new LostRace("replica", id);
        }
        Database.raiseFence(tx);
        return new Owner(id, next.epoch());
    }

    private boolean member(Tx tx) {
        return repository
                .find(tx, id)
                .filter(row -> row.epoch() == me.epoch() && !row.shutOut())
                .isPresent();
    }

    /** This process, in the life that it is in. */
    public Owner me() {
        return me;
    }

    /** Whether this process may act beyond the database: nobody can have taken over what it drives. */
    public boolean held() {
        return !database.shared() || env.nowMicros() < heldUntil;
    }

    /** Others that live: what they drive is theirs. */
    public Set<String> others() {
        return others;
    }

    /**
     * The lives of others that nobody ended, as their rows have it: unlike {@link #others}, one that began just now is
     * among them and one that was followed by another of the same replica is not. None where no other uses the database.
     */
    public List<Owner> livesOfOthers(Tx tx) {
        return database.shared()
                ? allOthers(tx).stream()
                        .filter(row -> !row.shutOut())
                        .map(row -> new Owner(row.id(), row.epoch()))
                        .toList()
                : List.of();
    }

    /**
     * Whether this one does what one alone should do: of those that live, as far as it sees, its id comes first. Two may
     * think so for the length of a lease.
     */
    public boolean first() {
        return held() && others.stream().noneMatch(other -> other.compareTo(id) < 0);
    }

    /** Which of those that live, as far as it sees, does what one alone should do. */
    public String firstId() {
        return others.stream()
                .filter(other -> other.compareTo(id) < 0)
                .sorted()
                .findFirst()
                .orElse(id);
    }

    /**
     * Renews the lease, and shuts out those that no longer renew theirs. A database that nobody else can use needs neither.
     *
     * @return whether there may be something to take over: another was shut out, or this process was and began anew
     */
    public synchronized boolean tick() {
        if (left || !database.shared()) {
            return false;
        }
        long until = env.nowMicros() + LEASE.toNanos() / 1_000;
        Optional<List<Replica>> rows = database.writeAhead(
                tx -> repository.renew(tx, me, until) ? Optional.of(allOthers(tx)) : Optional.empty());
        if (rows.isEmpty()) {
            LOG.warn("replica {} was shut out of epoch {}: it begins anew", id, me.epoch());
            join();
            return true;
        }
        heldUntil = until;
        return lookAround(rows.get());
    }

    private boolean lookAround(List<Replica> rows) {
        sightings = sightings.after(rows, env.nowMicros());
        var live = new TreeSet<>(sightings.live());
        for (Replica lapsed : sightings.lapsed(LEASE, env.nowMicros())) {
            if (database.writeAhead(tx -> shutOut(tx, lapsed))) {
                LOG.warn("replica {} is silent: shut out of epoch {}", lapsed.id(), lapsed.epoch());
                live.remove(lapsed.id());
            }
        }
        boolean over = !live.containsAll(others);
        others = live;
        var addresses = new TreeMap<>(sightings.addresses());
        addresses.keySet().retainAll(live);
        hints.listenTo(addresses);
        return over;
    }

    private boolean shutOut(Tx tx, Replica lapsed) {
        boolean silent = repository.replace(tx, lapsed, lapsed.gone());
        if (silent) {
            Database.raiseFence(tx);
        }
        return silent;
    }

    /**
     * Ends this life in good order: what this process drove is others' at once, and nothing of it is committed any more.
     * The last thing that it does.
     */
    public synchronized void leave() {
        left = true;
        if (database.shared()) {
            boolean handedOver = database.writeAhead(tx -> {
                Optional<Replica> mine = repository.find(tx, id).filter(row -> row.epoch() == me.epoch());
                return mine.isPresent() && shutOut(tx, mine.get());
            });
            LOG.info("replica {} leaves{}", id, handedOver ? "" : "; it was shut out before");
        }
    }

    /** Whether nothing can be committed any more in this life of a replica: it was shut out, or another life began. */
    public boolean gone(Tx tx, Owner owner) {
        return !database.shared()
                || repository
                        .find(tx, owner.replica())
                        .filter(row -> row.epoch() == owner.epoch() && !row.shutOut())
                        .isEmpty();
    }

    /** Where the one is reached that still is in this life; empty when it is not, or cannot be reached. */
    public Optional<String> address(Tx tx, Owner owner) {
        return repository
                .find(tx, owner.replica())
                .filter(row -> row.epoch() == owner.epoch() && !row.shutOut())
                .map(Replica::address)
                .filter(known -> !known.isEmpty());
    }

    /** Every one that ever was, by id; where one process at a time uses the database, that one. */
    public List<Replica> all(Tx tx) {
        return database.shared()
                ? repository.all(tx)
                : repository.find(tx, id).map(List::of).orElse(List.of());
    }

    /** Tells nobody of one that left or was shut out, until it begins again. One that was not stays as it is. */
    public void forget(Tx tx, Replica seen) {
        if (seen.shutOut() && !seen.forgotten() && !repository.replace(tx, seen, seen.withoutTrace())) {
            throw new LostRace("replica", seen.id());
        }
    }

    /** Whether it lives, as far as this one sees. */
    public boolean lives(Replica row) {
        return row.id().equals(id) ? held() : others.contains(row.id());
    }

    /** Whether its lease says something: where one process at a time uses the database, nobody renews it. */
    public boolean leased() {
        return database.shared();
    }

    private List<Replica> allOthers(Tx tx) {
        return repository.all(tx).stream().filter(row -> !row.id().equals(id)).toList();
    }
}
