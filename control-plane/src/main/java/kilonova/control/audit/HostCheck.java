package kilonova.control.audit;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kilonova.control.host.Hosts;
import kilonova.control.node.Wish;
import kilonova.control.node.Wishes;
import kilonova.control.operation.Operations;
import kilonova.control.operation.Subject;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Provider;
import kilonova.control.server.ServerBooks;
import kilonova.control.server.ServerBrief;
import kilonova.control.server.Servers;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;

/** Hosts: what each has given out, to whom, and what is wished of it. A page is one host, at six statements. */
final class HostCheck implements Check {
    private final Database database;
    private final PlacementLedger ledger;
    private final Hosts hosts;
    private final Wishes wishes;
    private final Operations operations;
    private final Servers servers;
    private final ServerBooks books = new ServerBooks();

    HostCheck(
            Database database,
            PlacementLedger ledger,
            Hosts hosts,
            Wishes wishes,
            Operations operations,
            Servers servers) {
        this.database = database;
        this.ledger = ledger;
        this.hosts = hosts;
        this.wishes = wishes;
        this.operations = operations;
        this.servers = servers;
    }

    @Override
    public Page page(String after) {
        return database.read(tx -> {
            List<Provider> next = ledger.providers(tx, after, 1);
            if (next.isEmpty()) {
                return Page.EMPTY;
            }
            HostBooks books = of(tx, next.getFirst());
            return new Page(
                    books.discrepancies(),
                    books.rows(),
                    Optional.of(next.getFirst().name()));
        });
    }

    @Override
    public List<Discrepancy> again(String place) {
        return database.read(tx -> ledger.provider(tx, place)
                .map(each -> of(tx, each).discrepancies())
                .orElse(List.of()));
    }

    /** The provider comes first: whoever writes an allocation writes it too, so that a change meanwhile is seen. */
    private HostBooks of(Tx tx, Provider provider) {
        List<Allocation> allocations = ledger.held(tx, provider.id());
        List<Wish> wished = wishes.all(tx, provider.id());
        var known = new TreeMap<String, ServerBrief>();
        this.books.onHost(tx, provider.id()).forEach(each -> known.put(each.id(), each));
        var others = new LinkedHashSet<String>();
        allocations.forEach(each -> others.add(each.consumer()));
        wished.forEach(each -> others.add(each.serverId()));
        others.removeAll(known.keySet());
        this.books.of(tx, others).forEach(each -> known.put(each.id(), each));
        others.removeAll(known.keySet());
        Set<String> strangers = others.isEmpty() ? Set.of() : ledger.enlisted(tx, others);
        return new HostBooks(provider, hosts.up(tx, provider.id()), allocations, wished, known, strangers);
    }

    @Override
    public boolean mend(Tx tx, Discrepancy found) {
        Optional<HostBooks> now = ledger.provider(tx, found.place()).map(each -> of(tx, each));
        return now.filter(books -> books.discrepancies().stream().anyMatch(found::sameAs))
                .filter(books -> mend(tx, books, found))
                .isPresent();
    }

    private boolean mend(Tx tx, HostBooks books, Discrepancy found) {
        return switch (found.kind()) {
            case ALLOCATION_OF_NOBODY, ALLOCATION_ELSEWHERE -> {
                Optional<Allocation> held = books.allocations().stream()
                        .filter(each -> found.id().startsWith(each.consumer() + "/"))
                        .filter(each -> operations
                                .openOn(tx, Subject.server(each.consumer()))
                                .isEmpty())
                        .findFirst();
                held.ifPresent(each -> ledger.release(tx, each));
                yield held.isPresent();
            }
            case HOST_USAGE -> {
                ledger.correct(tx, books.provider(), books.held());
                yield true;
            }
            case BUILD_LEFT_BEHIND -> servers.clear(tx, found.id());
            case WISH_LEFT_BEHIND -> {
                Optional<Wish> left = books.wishes().stream()
                        .filter(each -> found.id().startsWith(each.serverId() + "/"))
                        .findFirst();
                left.ifPresent(each -> wishes.absent(tx, each));
                yield left.isPresent();
            }
            case ALLOCATION_AMOUNT, ALLOCATION_MISSING, QUOTA_USAGE, WISH_MISSING, PORTS_LEFT_BEHIND, GUEST_OF_NOBODY ->
                false;
        };
    }
}
