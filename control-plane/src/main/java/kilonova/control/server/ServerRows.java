package kilonova.control.server;

import java.util.List;
import java.util.UUID;
import kilonova.control.host.Hosts;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Rows that every workflow of servers reads and writes: the server, its host, its wish. */
final class ServerRows {
    private final Env env;
    private final ServerRepository repository;
    private final Hosts hosts;
    private final Wishes wishes;
    private final GuestSpecs specs;

    ServerRows(Env env, ServerRepository repository, Hosts hosts, Wishes wishes, GuestSpecs specs) {
        this.env = env;
        this.repository = repository;
        this.hosts = hosts;
        this.wishes = wishes;
        this.specs = specs;
    }

    ServerFacts look(Tx tx, Operation operation) {
        var id = new ServerId(UUID.fromString(operation.subject().id()));
        Server server = repository
                .find(tx, id)
                .orElseThrow(() -> new IllegalStateException("operation " + operation.id() + " without its server"));
        return facts(tx, operation, server);
    }

    /** What is known of the operation with the server as it is. */
    ServerFacts facts(Tx tx, Operation operation, Server server) {
        return new ServerFacts(operation, server, hostUp(tx, server));
    }

    ServerFacts replace(Tx tx, ServerFacts seen, Server next) {
        boolean stays = next.place().hostId().equals(seen.server().place().hostId());
        return new ServerFacts(
                seen.operation(),
                repository.replace(tx, seen.server(), next, env.nowMicros()),
                stays ? seen.hostUp() : hostUp(tx, next));
    }

    /** The same after something that took its time: the host may have gone away meanwhile, and nobody says so twice. */
    ServerFacts hostAnew(Tx tx, ServerFacts facts) {
        return facts(tx, facts.operation(), facts.server());
    }

    private boolean hostUp(Tx tx, Server server) {
        return server.place().hostId().filter(id -> hosts.up(tx, id)).isPresent();
    }

    /** The server rests in ERROR, with the reason; whoever deletes it releases what it still holds. */
    void abandon(Tx tx, ServerFacts facts, Failure why) {
        Server server = facts.server();
        ServerState state = server.state().resting(RestingState.ERROR).faulty(Fault.of(why, now()));
        repository.replace(tx, server, server.with(state).withoutPassword(), now());
    }

    /**
     * States a wish for the server where it is now and as it is now: what its guest is made of does not change in the rest
     * of the transaction.
     *
     * @return the server with the wish counted
     */
    Server wish(Tx tx, Server server, WantedPower power, List<Wish.Action> actions) {
        Server wished = server.with(server.place().wished());
        wishes.state(
                tx,
                new Wish(
                        server.id().toString(),
                        server.place().hostId().orElseThrow(() -> new Problem.NotReady(
                                        "server", server.id().toString())
                                .raise()),
                        wished.place().wishGeneration(),
                        server.place().epoch(),
                        power,
                        actions),
                () -> specs.of(wished));
        return wished;
    }

    /** The host has granted the wish that nothing be there: it need not be stated again. */
    void forget(Tx tx, Server server, String hostId) {
        if (server.observed().fulfils(server.place().wishGeneration())) {
            wishes.forget(tx, server.id().toString(), hostId);
        }
    }

    long now() {
        return env.nowMicros();
    }
}
