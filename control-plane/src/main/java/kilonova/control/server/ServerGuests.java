package kilonova.control.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kilonova.control.node.Guests;
import kilonova.control.node.Tenure;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wishes;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Workflows;
import kilonova.kernel.Env;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Servers as their hosts see them. Each observation is one transaction, in which the operation that waits for it goes on. */
final class ServerGuests implements Guests {
    private static final Logger LOG = LoggerFactory.getLogger(ServerGuests.class);

    private final Env env;
    private final Database database;
    private final ServerRepository repository;
    private final ServerRows rows;
    private final Wishes wishes;
    private final Workflows workflows;
    private final GuestSpecs specs;
    private final Strays strays = new Strays();

    ServerGuests(
            Env env,
            Database database,
            ServerRepository repository,
            ServerRows rows,
            Wishes wishes,
            Workflows workflows,
            GuestSpecs specs) {
        this.env = env;
        this.database = database;
        this.repository = repository;
        this.rows = rows;
        this.wishes = wishes;
        this.workflows = workflows;
        this.specs = specs;
    }

    @Override
    public Map<String, GuestSpec> specs(Tx tx, Collection<String> serverIds) {
        var found = new LinkedHashMap<String, GuestSpec>();
        for (Server server : repository.find(tx, serverIds)) {
            found.put(server.id().toString(), specs.of(server));
        }
        return found;
    }

    @Override
    public boolean anyMadeFrom(Tx tx, Collection<String> serverIds, String imageId) {
        return repository.anyMadeFrom(tx, serverIds, imageId);
    }

    @Override
    public void observed(Tenure by, List<GuestObservation> guests) {
        var bodies = new ArrayList<Function<Tx, Boolean>>(guests.size());
        for (GuestObservation guest : guests) {
            bodies.add(tx -> {
                by.hold(tx);
                return observe(tx, guest.getHostId(), guest);
            });
        }
        database.writeEach(bodies);
    }

    @Override
    public void snapshot(Tenure by, String hostId, List<GuestObservation> guests) {
        strays.begin(hostId);
        Set<String> seen = new HashSet<>();
        guests.forEach(guest -> seen.add(guest.getServerId()));
        var all = new ArrayList<>(guests);
        for (String id : database.read(tx -> repository.onHost(tx, hostId))) {
            if (!seen.contains(id)) {
                all.add(GuestObservation.newBuilder()
                        .setServerId(id)
                        .setHostId(hostId)
                        .setPower(GuestPower.GUEST_POWER_ABSENT)
                        .build());
            }
        }
        observed(by, all);
    }

    @Override
    public List<Stray> strays() {
        return strays.all();
    }

    @Override
    public void hostDown(String hostId) {
        var bodies = new ArrayList<Function<Tx, Boolean>>();
        for (String id : database.read(tx -> repository.movingOn(tx, hostId))) {
            bodies.add(tx -> {
                workflows.signal(tx, ServerId.parse(id).subject());
                return true;
            });
        }
        database.writeEach(bodies);
    }

    private boolean observe(Tx tx, String hostId, GuestObservation guest) {
        boolean absent = guest.getPower() == GuestPower.GUEST_POWER_ABSENT;
        Optional<Server> known = repository.find(tx, guest.getServerId());
        Optional<Server> ours = known.filter(
                        server -> server.place().hostId().filter(hostId::equals).isPresent())
                .filter(server -> guest.getEpoch() == 0
                        || guest.getEpoch() == server.place().epoch());
        if (ours.isEmpty()) {
            var stray = new Stray(hostId, guest.getServerId());
            if (absent) {
                wishes.forgetAbsent(tx, guest.getServerId(), hostId, guest.getGeneration());
                if (strays.any()) {
                    tx.afterCommit(() -> strays.gone(stray));
                }
            } else {
                tx.afterCommit(() -> strays.seen(stray));
                if (known.isPresent()) {
                    LOG.info(
                            "host {} tells of a guest of server {}, which does not run there: ignored",
                            hostId,
                            guest.getServerId());
                }
            }
            return false;
        }
        Server server = ours.get();
        if (strays.any()) {
            tx.afterCommit(() -> strays.gone(new Stray(hostId, guest.getServerId())));
        }
        Observed seen = observed(guest, absent);
        Power power = power(guest.getPower());
        ServerState state = server.state().observed(power);
        Server next = server.with(state).with(seen);
        if (!next.state().equals(server.state()) || !seen.equals(server.observed())) {
            if (state.operation().isEmpty()) {
                next = byItself(tx, next, power, seen);
            }
            repository.replace(tx, server, next, env.nowMicros());
        }
        if (state.operation().isPresent()) {
            workflows.signal(tx, server.id().subject());
        }
        return true;
    }

    /** The guest changed power and nobody asked it to: the server rests where that leaves it, and the wish agrees. */
    private Server byItself(Tx tx, Server server, Power power, Observed seen) {
        if (!seen.fulfils(server.place().wishGeneration())) {
            return server;
        }
        RestingState rests = ServerLifecycle.observed(server, power);
        if (rests == server.state().rests()) {
            return server;
        }
        WantedPower wanted = power == Power.RUNNING ? WantedPower.RUNNING : WantedPower.SHUT_OFF;
        Server wished = rows.wish(tx, server, wanted, List.of());
        return wished.with(wished.state().resting(rests));
    }

    private static Observed observed(GuestObservation guest, boolean absent) {
        List<Observed.ActionDone> actions = guest.getActionsList().stream()
                .map(action -> new Observed.ActionDone(action.getId(), action.getError()))
                .toList();
        return new Observed(
                guest.getGeneration(),
                absent,
                actions,
                guest.hasFault() ? guest.getFailedGeneration() : 0,
                guest.getFault().getReason(),
                guest.getFault().getMessage(),
                guest.getFault().getRetriable());
    }

    private static Power power(GuestPower power) {
        return switch (power) {
            case GUEST_POWER_RUNNING -> Power.RUNNING;
            case GUEST_POWER_PAUSED -> Power.PAUSED;
            case GUEST_POWER_SHUT_OFF -> Power.SHUT_OFF;
            case GUEST_POWER_CRASHED -> Power.CRASHED;
            case GUEST_POWER_SUSPENDED -> Power.SUSPENDED;
            case GUEST_POWER_ABSENT, GUEST_POWER_UNSPECIFIED, UNRECOGNIZED -> Power.NONE;
        };
    }
}
