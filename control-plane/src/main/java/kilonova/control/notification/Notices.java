package kilonova.control.notification;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import kilonova.compute.v1.Server;
import kilonova.control.aggregate.AggregateNews;
import kilonova.control.aggregate.Aggregates;
import kilonova.control.flavor.FlavorNews;
import kilonova.control.flavor.Flavors;
import kilonova.control.host.ServiceNews;
import kilonova.control.keypair.KeypairNews;
import kilonova.control.keypair.Keypairs;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Operations;
import kilonova.control.server.ServerNews;
import kilonova.control.server.Servers;
import kilonova.control.store.ChangeLog;
import kilonova.control.store.Tx;

/** Renders changes as Nova's notifications: what each change says, and the rows that it names. */
public final class Notices {
    private final ServerSource servers;
    private final Operations operations;
    private final Keypairs keypairs;
    private final String machine;

    /** Servers with everything that is no secret, by id, deleted ones too. */
    @FunctionalInterface
    public interface ServerSource {
        Map<String, Server> whole(Tx tx, Collection<String> ids);
    }

    /** What some changes of servers need beyond themselves. */
    private record Facts(Map<String, Server> servers, Map<String, Operation> operations) {}

    /** @param machine where the control plane runs, as operators see it */
    public Notices(ServerSource servers, Operations operations, Keypairs keypairs, String machine) {
        this.servers = servers;
        this.operations = operations;
        this.keypairs = keypairs;
        this.machine = machine;
    }

    /** In the order of the changes. */
    List<Notice> of(Tx tx, List<ChangeLog.Dated> changes) {
        Facts facts = facts(tx, changes);
        var notices = new ArrayList<Notice>();
        for (ChangeLog.Dated each : changes) {
            switch (each.committed().change().kind()) {
                case Servers.KIND -> server(tx, each, facts, notices);
                case Flavors.KIND -> flavor(each, notices);
                case Keypairs.KIND -> keypair(each, notices);
                case Aggregates.KIND -> aggregate(each, notices);
                case ServiceNews.KIND -> service(each, notices);
                default -> {} // Nova tells of nothing else that is here.
            }
        }
        return notices;
    }

    private Facts facts(Tx tx, List<ChangeLog.Dated> changes) {
        var ids = new TreeSet<String>();
        var begun = new TreeSet<String>();
        for (ChangeLog.Dated each : changes) {
            if (each.committed().change().kind().equals(Servers.KIND)) {
                ids.add(each.committed().change().id());
                ServerNews.of(each.committed().change())
                        .map(ServerNews::operation)
                        .filter(id -> !id.isEmpty())
                        .ifPresent(begun::add);
            }
        }
        var found = new HashMap<String, Operation>();
        if (!begun.isEmpty()) {
            operations
                    .find(tx, begun.stream().map(OperationId::parse).toList())
                    .forEach(operation -> found.put(operation.id().toString(), operation));
        }
        return new Facts(ids.isEmpty() ? Map.of() : servers.whole(tx, ids), found);
    }

    private void server(Tx tx, ChangeLog.Dated dated, Facts facts, List<Notice> notices) {
        Server server = facts.servers().get(dated.committed().change().id());
        Optional<ServerNews> said = ServerNews.of(dated.committed().change());
        if (server == null || said.isEmpty()) {
            return;
        }
        ServerNews news = said.get();
        var payload = new ServerPayload(
                server, news, Optional.ofNullable(facts.operations().get(news.operation())));
        for (String event : ServerEvents.of(news)) {
            Optional<NovaObject> keypair = event.startsWith("instance.create.")
                            && !server.getKeyName().isEmpty()
                    ? keypairs.find(tx, server.getUserId(), server.getKeyName()).map(Payloads::keypair)
                    : Optional.empty();
            add(dated, event, payload.publisher(event, machine), payload.of(event, keypair, dated.at()), notices);
        }
    }

    private void flavor(ChangeLog.Dated dated, List<Notice> notices) {
        FlavorNews.of(dated.committed().change())
                .ifPresent(news -> add(dated, "flavor." + news.act(), api(), Payloads.flavor(news), notices));
    }

    private void keypair(ChangeLog.Dated dated, List<Notice> notices) {
        KeypairNews.of(dated.committed().change())
                .ifPresent(news -> startAndEnd(dated, "keypair." + news.act(), Payloads.keypair(news), notices));
    }

    private void aggregate(ChangeLog.Dated dated, List<Notice> notices) {
        AggregateNews.of(dated.committed().change()).ifPresent(news -> {
            String act = news.act().name().toLowerCase(Locale.ROOT);
            startAndEnd(dated, "aggregate." + act, Payloads.aggregate(news), notices);
        });
    }

    private void service(ChangeLog.Dated dated, List<Notice> notices) {
        ServiceNews.of(dated.committed().change())
                .ifPresent(news -> add(
                        dated,
                        "service." + news.act(),
                        "nova-compute:" + news.host(),
                        Payloads.service(news, dated.at()),
                        notices));
    }

    /** What is done in one commit begins and ends at once. */
    private void startAndEnd(ChangeLog.Dated dated, String event, NovaObject payload, List<Notice> notices) {
        add(dated, event + ".start", api(), payload, notices);
        add(dated, event + ".end", api(), payload, notices);
    }

    private static void add(
            ChangeLog.Dated dated, String event, String publisher, NovaObject payload, List<Notice> notices) {
        long revision = dated.committed().revision();
        int place = notices.isEmpty() || notices.getLast().revision() != revision
                ? 0
                : notices.getLast().place() + 1;
        notices.add(new Notice(
                revision, place, event, publisher, dated.committed().change().id(), dated.at(), payload.json()));
    }

    private String api() {
        return "nova-api:" + machine;
    }
}
