package kilonova.control.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.host.HostTenant;
import kilonova.control.host.Hosts;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.node.Guests;
import kilonova.control.operation.Failure;
import kilonova.control.operation.OperationSubjects;
import kilonova.control.store.LostRace;
import kilonova.control.store.Remembered;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;

/** Servers: one public method per use case, one transaction each. */
public final class Servers {
    /** The change log's word for a server. */
    public static final String KIND = "server";

    /** What the names of the policy rules for servers begin with. */
    static final String RULE = "os_compute_api:servers:";

    private static final int LONGEST_NAME = 255;
    /** Some kilobytes each. */
    private static final int MOST_REMEMBERED = 10_000;

    private final ServerNeighbours with;
    private final ServerRepository repository = new ServerRepository();
    /** Only where no other process writes: else what one process answered another would not know yet. */
    private final Optional<Remembered<Server>> committed;

    private final ListRules listRules;
    private final GuestSpecs specs;
    private final ServerRows rows;
    private final ServerRequests requests;
    private final ServerCreation creation;
    private final ServerViews views;
    private final ServerLabels labels;
    private final DeleteServer delete;
    private final ServerPower power;
    private final ClearServer clear;

    public Servers(ServerNeighbours with) {
        this.with = with;
        this.committed = with.database().shared()
                ? Optional.empty()
                : Optional.of(new Remembered<Server>(
                        with.database(), KIND, (tx, id) -> repository.find(tx, id), MOST_REMEMBERED));
        this.listRules = new ListRules(with.policy());
        this.specs = new GuestSpecs(with.vault());
        this.rows = new ServerRows(with.env(), repository, with.hosts(), with.wishes(), specs);
        var effects = new ServerEffects(with.scheduler(), with.networks());
        var build = new BuildServer(rows, effects, with.ledger(), new LatePorts(with.database(), repository, effects));
        this.views = new ServerViews(with, repository);
        this.requests = new ServerRequests(with, repository, rows);
        this.labels = new ServerLabels(with, repository, requests);
        this.creation = new ServerCreation(with, repository, requests, build);
        this.delete = new DeleteServer(rows, effects, with.ledger(), with.quotas());
        this.power = new ServerPower(with, requests, rows);
        this.clear = new ClearServer(rows, effects, with.ledger());
        List.of(build, delete, clear).forEach(with.workflows()::register);
    }

    /** How nodes see servers. */
    public Guests guests() {
        return new ServerGuests(with.env(), with.database(), repository, rows, with.wishes(), with.workflows(), specs);
    }

    /** A host is not deleted while servers are on it. */
    public HostTenant tenant() {
        return (tx, host) -> {
            if (!repository.onHost(tx, host.id()).isEmpty()) {
                throw new Problem.InUse(Hosts.KIND, host.id(), "servers").raise();
            }
        };
    }

    /** How operations see servers. */
    public OperationSubjects subjects() {
        return views;
    }

    /** Servers with everything that is no secret, by id, deleted ones too: for whoever tells operators of them. */
    public Map<String, kilonova.compute.v1.Server> whole(Tx tx, Collection<String> ids) {
        return views.whole(tx, repository.find(tx, ids));
    }

    /** Metadata and tags. */
    ServerLabels labels() {
        return labels;
    }

    ServerViews views() {
        return views;
    }

    /** The server as the caller may see it; {@code unsealed}: with its user data. */
    kilonova.compute.v1.Server show(Call call, String id, boolean unsealed) {
        Server server = get(call, id, RULE + "show");
        ServerViews.For shown = views.of(call.principal(), List.of(server));
        return unsealed ? shown.unsealed(server) : shown.message(server);
    }

    /** As it was last committed, from memory as a rule. */
    private Server get(Call call, String id, String rule) {
        ServerId known = ServerId.parse(id);
        return committed.isEmpty()
                ? with.database().read(tx -> requests.visible(tx, call.principal(), known, rule))
                : requests.visible(committed.get().find(known.toString()), call.principal(), known, rule);
    }

    ServerPage list(Call call, ListServersRequest request) {
        Principal who = call.principal();
        String rule = RULE + (request.getBrief() ? "index" : "detail");
        Optional<ProjectId> scope =
                listRules.scope(who, rule, request.getFilter().getAllProjects());
        ServerFilter filter = listRules.filter(who, request);
        ServerOrdering ordering = ServerOrdering.of(request.getOrderByList());
        Optional<String> token = Paging.place(request.getPageToken(), request, who);
        return with.database().read(tx -> {
            Optional<String> after = token.or(() -> request.getAfterId().isEmpty()
                    ? Optional.empty()
                    : Optional.of(ordering.place(marker(tx, request.getAfterId(), scope))));
            ServerQuery query = ServerQuery.of(request, filter, scope, ordering, after);
            return ServerPage.of(
                    repository.list(tx, query), query, last -> Paging.token(ordering.place(last), request, who));
        });
    }

    private Server marker(Tx tx, String id, Optional<ProjectId> scope) {
        try {
            return repository
                    .find(tx, ServerId.parse(id))
                    .filter(server -> scope.map(server.project()::equals).orElse(true))
                    .orElseThrow(() -> new Problem.NotFound("server", id).raise());
        } catch (kilonova.kernel.ProblemException missing) {
            throw new Problem.Invalid("after_id", "marker [" + id + "] not found").raise();
        }
    }

    Begun create(Call call, CreateServerRequest request) {
        return creation.create(call, request);
    }

    List<Begun> createBatch(Call call, BatchCreateServersRequest request) {
        return creation.createBatch(call, request);
    }

    Server update(Call call, UpdateServerRequest request) {
        kilonova.compute.v1.Server wanted = request.getServer();
        List<String> mask = request.getUpdateMask().getPathsList();
        return requests.onceServer(call, request, tx -> {
            Server seen = requests.guarded(tx, call, wanted.getId(), wanted.getEtag(), RULE + "update");
            ServerDetails now = seen.details();
            Server next = seen.called(
                    mask.contains("name") || mask.isEmpty() && !wanted.getName().isEmpty()
                            ? wanted.getName()
                            : seen.name(),
                    now.named(
                            either(mask, "hostname", wanted.getHostname(), now.hostname()),
                            either(mask, "description", wanted.getDescription(), now.description()),
                            either(mask, "access_ipv4", wanted.getAccessIpv4(), now.accessIpv4()),
                            either(mask, "access_ipv6", wanted.getAccessIpv6(), now.accessIpv6()),
                            switch (wanted.getDiskConfig()) {
                                case DISK_CONFIG_AUTO -> "AUTO";
                                case DISK_CONFIG_MANUAL -> "MANUAL";
                                case DISK_CONFIG_UNSPECIFIED, UNRECOGNIZED -> now.diskConfig();
                            }));
            next = next.called(next.name(), next.details().pinnedTo(pin(seen, wanted, mask)));
            if (next.name().isBlank() || next.name().length() > LONGEST_NAME) {
                throw new Problem.Invalid(
                                "name",
                                (next.name().isBlank() ? "blank" : next.name().length() + " characters")
                                        + " (expected: 1.." + LONGEST_NAME + " characters)")
                        .raise();
            }
            return repository.replace(tx, seen, next, with.env().nowMicros());
        });
    }

    /** A server is pinned to the zone that it is in, or to none. */
    private static String pin(Server seen, kilonova.compute.v1.Server wanted, List<String> mask) {
        String now = seen.details().pinnedZone();
        String zone = either(mask, "pinned_zone", wanted.getPinnedZone(), now);
        if (!zone.isEmpty() && !zone.equals(now) && !zone.equals(seen.place().zone())) {
            throw new Problem.WrongState(
                            KIND, seen.id().toString(), "zone", seen.place().zone(), "pin to " + zone)
                    .raise();
        }
        return zone;
    }

    private static String either(List<String> mask, String path, String wanted, String now) {
        return mask.contains(path) || mask.isEmpty() && !wanted.isEmpty() ? wanted : now;
    }

    Begun delete(Call call, DeleteServerRequest request) {
        return requests.once(call, request, tx -> {
            Server seen = requests.visible(tx, call.principal(), ServerId.parse(request.getId()), RULE + "delete");
            ServerRequests.current(seen, request.getEtag());
            return switch (ServerLifecycle.delete(seen, requests.overridesLock(call))) {
                case ServerLifecycle.Decision.Begin begin -> {
                    with.workflows()
                            .supersede(
                                    tx,
                                    seen.id().subject(),
                                    new Failure("Deleted", "The server was deleted.", "", false));
                    yield requests.move(
                            tx,
                            call,
                            seen,
                            delete,
                            GuestRemoval.Step.GUEST,
                            DeleteServer.Notes.FIRST,
                            GuestRemoval.DEADLINE,
                            Phase.DELETING);
                }
                case ServerLifecycle.Decision.Joined joined ->
                    new Begun(
                            with.operations()
                                    .openOn(tx, seen.id().subject())
                                    .orElseThrow(() -> new LostRace(KIND, request.getId())),
                            seen);
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    ServerPower power() {
        return power;
    }

    /**
     * Begins to take back what a build holds that was given up midway.
     *
     * @return whether there is anything to take back: the server is in ERROR, never ran, has a host, and rests
     */
    public boolean clear(Tx tx, String id) {
        Optional<Server> left = repository.find(tx, id).filter(ClearServer::leftBehind);
        left.ifPresent(seen -> clear.begin(tx, with, repository, seen));
        return left.isPresent();
    }

    /** Where the guest of a server runs, for questions to its host. */
    String hostOf(Call call, String id, String rule) {
        Server server = get(call, id, rule);
        return server.place().hostId().orElseThrow(() -> new Problem.NotReady("server", id).raise());
    }

    Optional<Server> peek(Tx tx, String id) {
        return repository.find(tx, ServerId.parse(id));
    }
}
