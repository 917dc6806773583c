package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.node.Guests;
import kilonova.control.operation.Failure;
import kilonova.control.policy.Target;
import kilonova.control.store.Json;
import kilonova.control.store.LostRace;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;

/** Servers: one public method per use case, one transaction each. */
public final class Servers {
    /** The change log's word for a server. */
    public static final String KIND = "server";

    private static final String RULE = "os_compute_api:servers:";

    private final ServerNeighbours with;
    private final ServerRepository repository = new ServerRepository();
    private final ServerRows rows;
    private final ServerRequests requests;
    private final ServerCreation creation;
    private final DeleteServer delete;
    private final ChangePower start;
    private final ChangePower stop;
    private final RebootServer reboot;

    public Servers(ServerNeighbours with) {
        this.with = with;
        this.rows = new ServerRows(with.env(), repository, with.hosts(), with.wishes());
        var effects = new ServerEffects(with.scheduler(), with.networks());
        var build = new BuildServer(rows, effects, with.ledger());
        this.requests = new ServerRequests(with, repository, rows);
        this.creation = new ServerCreation(with, repository, requests, build);
        this.delete = new DeleteServer(rows, effects, with.ledger(), with.quotas());
        this.start = ChangePower.start(rows);
        this.stop = ChangePower.stop(rows);
        this.reboot = new RebootServer(rows);
        List.of(build, delete, start, stop, reboot).forEach(with.workflows()::register);
    }

    /** How nodes see servers. */
    public Guests guests() {
        return new ServerGuests(
                with.env(),
                with.database(),
                repository,
                rows,
                with.wishes(),
                with.workflows(),
                new GuestSpecs(with.vault()));
    }

    Server get(Call call, String id, String rule) {
        return with.database().read(tx -> requests.visible(tx, call.principal(), ServerId.parse(id), rule));
    }

    ServerPage list(Call call, ListServersRequest request) {
        Principal who = call.principal();
        String rule = RULE + (request.getBrief() ? "index" : "detail");
        with.policy().require(who, rule, Target.own(who));
        Optional<ProjectId> scope = Optional.of(who.projectOrNone());
        if (request.getFilter().getAllProjects()) {
            with.policy().require(who, rule + ":get_all_tenants", Target.own(who));
            scope = Optional.empty();
        }
        Optional<ProjectId> seen = scope;
        return with.database().read(tx -> {
            String from = request.getPageToken().isEmpty() ? request.getAfterId() : request.getPageToken();
            Optional<Server> after = from.isEmpty() ? Optional.empty() : Optional.of(marker(tx, from, seen));
            ServerQuery query = ServerQuery.of(request, seen, after);
            return ServerPage.of(repository.list(tx, query), query.limit());
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
            if (next.name().isBlank()) {
                throw new Problem.Invalid("name", "blank (expected: 1..255 characters)").raise();
            }
            return repository.replace(tx, seen, next, with.env().nowMicros());
        });
    }

    private static String either(List<String> mask, String path, String wanted, String now) {
        return mask.contains(path) || mask.isEmpty() && !wanted.isEmpty() ? wanted : now;
    }

    Begun delete(Call call, DeleteServerRequest request) {
        return requests.once(call, request, tx -> {
            Server seen = requests.visible(tx, call.principal(), ServerId.parse(request.getId()), RULE + "delete");
            ServerRequests.current(seen, request.getEtag());
            return switch (ServerLifecycle.delete(seen, isAdmin(call))) {
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
                            DeleteServer.Step.GUEST,
                            DeleteServer.Notes.FIRST,
                            DeleteServer.DEADLINE,
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

    Begun start(Call call, StartServerRequest request) {
        return requests.once(call, request, tx -> {
            Server seen = requests.guarded(tx, call, request.getId(), request.getEtag(), RULE + "start");
            return switch (ServerLifecycle.start(seen, isAdmin(call))) {
                case ServerLifecycle.Decision.Begin begin ->
                    requests.move(
                            tx,
                            call,
                            seen,
                            start,
                            ChangePower.Step.WISH,
                            "{}",
                            ChangePower.DEADLINE,
                            Phase.POWERING_ON);
                case ServerLifecycle.Decision.Joined joined -> throw new IllegalStateException("start never joins");
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    Begun stop(Call call, StopServerRequest request) {
        return requests.once(call, request, tx -> {
            Server seen = requests.guarded(tx, call, request.getId(), request.getEtag(), RULE + "stop");
            return switch (ServerLifecycle.stop(seen, isAdmin(call))) {
                case ServerLifecycle.Decision.Begin begin ->
                    requests.move(
                            tx,
                            call,
                            seen,
                            stop,
                            ChangePower.Step.WISH,
                            "{}",
                            ChangePower.DEADLINE,
                            Phase.POWERING_OFF);
                case ServerLifecycle.Decision.Joined joined -> throw new IllegalStateException("stop never joins");
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    Begun reboot(Call call, RebootServerRequest request) {
        boolean hard =
                switch (request.getKind()) {
                    case REBOOT_KIND_HARD -> true;
                    case REBOOT_KIND_SOFT -> false;
                    case REBOOT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                        throw new Problem.Invalid("kind", "missing (expected: SOFT or HARD)").raise();
                };
        return requests.once(call, request, tx -> {
            Server seen = requests.guarded(tx, call, request.getId(), request.getEtag(), RULE + "reboot");
            var decision = hard
                    ? ServerLifecycle.rebootHard(seen, isAdmin(call))
                    : ServerLifecycle.rebootSoft(seen, isAdmin(call));
            return switch (decision) {
                case ServerLifecycle.Decision.Begin begin ->
                    requests.move(
                            tx,
                            call,
                            seen,
                            reboot,
                            RebootServer.Step.WISH,
                            Json.write(new RebootServer.Notes(hard)),
                            RebootServer.DEADLINE,
                            hard ? Phase.REBOOTING_HARD : Phase.REBOOTING);
                case ServerLifecycle.Decision.Joined joined -> throw new IllegalStateException("reboot never joins");
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    /** Where the guest of a server runs, for questions to its host. */
    String hostOf(Call call, String id, String rule) {
        Server server = get(call, id, rule);
        return server.place().hostId().orElseThrow(() -> new Problem.NotReady("server", id).raise());
    }

    Optional<Server> peek(Tx tx, String id) {
        return repository.find(tx, ServerId.parse(id));
    }

    private static boolean isAdmin(Call call) {
        return call.principal().has("admin");
    }
}
