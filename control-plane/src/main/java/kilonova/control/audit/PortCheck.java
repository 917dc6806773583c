package kilonova.control.audit;

import java.util.List;
import java.util.Optional;
import kilonova.control.network.Networks;
import kilonova.control.server.ServerBooks;
import kilonova.control.server.ServerBrief;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;

/** Ports that are bound to servers which are deleted. A page is many ports: one question to the network service, one read. */
final class PortCheck implements Check {
    private static final int PAGE = 500;

    private final Database database;
    private final Networks networks;
    private final ServerBooks servers = new ServerBooks();

    PortCheck(Database database, Networks networks) {
        this.database = database;
        this.networks = networks;
    }

    @Override
    public Page page(String after) {
        List<String> bound = networks.boundServers(after, PAGE);
        return bound.isEmpty()
                ? Page.EMPTY
                : new Page(
                        found(bound),
                        bound.size(),
                        bound.size() < PAGE ? Optional.empty() : Optional.of(bound.getLast()));
    }

    @Override
    public List<Discrepancy> again(String place) {
        return networks.ports(place).isEmpty() ? List.of() : found(List.of(place));
    }

    /** What belongs to a server that is not known is not ours to release. */
    private List<Discrepancy> found(List<String> bound) {
        return database.read(tx -> servers.of(tx, bound)).stream()
                .filter(ServerBrief::deleted)
                .map(server -> new Discrepancy(
                        FindingKind.PORTS_LEFT_BEHIND,
                        server.id(),
                        server.id(),
                        "",
                        "ports are bound to the deleted server",
                        "none",
                        true))
                .toList();
    }

    /** A server that is deleted never comes back: what is released here was nobody's. */
    @Override
    public void prepare(Discrepancy found) {
        networks.releasePorts(found.id());
    }

    @Override
    public boolean mend(Tx tx, Discrepancy found) {
        return true;
    }
}
