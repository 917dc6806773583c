package kilonova.control.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.ServerEvent;
import kilonova.compute.v1.WatchServersResponse;
import kilonova.control.identity.Principal;
import kilonova.control.store.Committed;
import kilonova.control.store.Tx;
import kilonova.control.watch.Watch;

/**
 * Servers as one watcher is told of them. What this process changed it tells as it knows it, without reading it again; the rest
 * is read.
 */
final class ServerTelling implements Watch.Rendering<WatchServersResponse> {
    private final ServerRepository repository;
    private final ServerViews views;
    private final Principal who;

    ServerTelling(ServerRepository repository, ServerViews views, Principal who) {
        this.repository = repository;
        this.views = views;
        this.who = who;
    }

    @Override
    public WatchServersResponse events(Tx tx, Map<String, Committed> changes) {
        var found = new HashMap<String, Server>();
        repository
                .find(tx, changes.keySet())
                .forEach(server -> found.put(server.id().toString(), server));
        return told(changes, found, views.of(tx, who, found.values()));
    }

    @Override
    public Optional<WatchServersResponse> known(Map<String, Committed> changes) {
        var found = new HashMap<String, Server>();
        for (Committed news : changes.values()) {
            if (news.change().knowledge().orElse(null) instanceof Server server) {
                found.put(news.change().id(), server);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(told(changes, found, views.of(who, found.values())));
    }

    private static WatchServersResponse told(
            Map<String, Committed> changes, Map<String, Server> found, ServerViews.For shown) {
        var response = WatchServersResponse.newBuilder();
        changes.forEach((id, news) -> {
            Server server = found.get(id);
            if (server != null) {
                response.addEvents(ServerEvent.newBuilder()
                        .setKind(server.deleted() ? ServerEvent.Kind.KIND_DELETED : ServerEvent.Kind.KIND_CURRENT)
                        .setServer(shown.message(server))
                        .setRevision(news.revision()));
            }
        });
        return response.build();
    }
}
