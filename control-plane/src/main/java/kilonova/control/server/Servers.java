package kilonova.control.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.node.Guests;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.policy.Target;
import kilonova.control.store.Json;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;

/** Servers: one public method per use case, one transaction each. */
public final class Servers {
    /** The change log's word for a server. */
    public static final String KIND = "server";

    private static final String RULE = "os_compute_api:servers:";

    private final ServerNeighbours with;
    private final ServerRepository repository = new ServerRepository();
    private final ServerRows rows;
    private final CreateChecks checks;
    private final BuildServer build;
    private final DeleteServer delete;
    private final ChangePower start;
    private final ChangePower stop;
    private final RebootServer reboot;

    public Servers(ServerNeighbours with) {
        this.with = with;
        this.rows = new ServerRows(with.env(), repository, with.hosts(), with.wishes());
        this.checks = new CreateChecks(
                with.env(),
                with.database(),
                with.flavors(),
                with.keypairs(),
                with.images(),
                with.networks(),
                with.hosts());
        var effects = new ServerEffects(with.scheduler(), with.networks());
        this.build = new BuildServer(rows, effects, with.ledger());
        this.delete = new DeleteServer(rows, effects, with.ledger(), with.quotas(), with.wishes());
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
        return with.database().read(tx -> visible(tx, call.principal(), ServerId.parse(id), rule));
    }

    List<Server> list(Call call, ListServersRequest request) {
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
            return repository.list(tx, ServerQuery.of(request, seen, after));
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
        Principal who = call.principal();
        CreateChecks.Draft draft = checked(who, request.getServer());
        if (request.getValidateOnly()) {
            return new Begun(dryRun(call), draft(call, request.getServer(), draft, newId(request), reservation(), 0));
        }
        ServerId id = newId(request);
        return once(call, "CreateServer", request.getRequestId(), clean(request), tx -> {
            charge(tx, who, draft.flavor(), 1);
            return insert(tx, call, draft(call, request.getServer(), draft, id, reservation(), 0));
        });
    }

    List<Begun> createBatch(Call call, BatchCreateServersRequest request) {
        if (request.getMinCount() > request.getMaxCount()) {
            throw new Problem.Invalid("min_count", "min_count must be <= max_count").raise();
        }
        Principal who = call.principal();
        CreateChecks.Draft draft = checked(who, request.getServer());
        if (request.getMaxCount() > 1
                && draft.details().ports().stream()
                        .anyMatch(port -> port.existing() || port.fixedIp().isPresent())) {
            throw new Problem.Invalid("networks", "one port or address cannot serve several servers").raise();
        }
        return with.database().write(tx -> {
            var fresh = new ArrayList<Begun>();
            String reservation = with.requests()
                    .once(
                            tx,
                            who,
                            "BatchCreateServers",
                            request.getRequestId(),
                            request.toBuilder()
                                    .setServer(request.getServer().toBuilder().clearAdminPassword())
                                    .build(),
                            () -> {
                                fresh.addAll(insertBatch(tx, call, request, draft));
                                return fresh.getFirst().server().reservationId();
                            });
            return fresh.isEmpty() ? batch(tx, reservation) : fresh;
        });
    }

    private List<Begun> insertBatch(Tx tx, Call call, BatchCreateServersRequest request, CreateChecks.Draft draft) {
        Principal who = call.principal();
        int count = affordable(tx, who, draft.flavor(), request.getMinCount(), request.getMaxCount());
        charge(tx, who, draft.flavor(), count);
        String reservation = reservation();
        var begun = new ArrayList<Begun>(count);
        for (int i = 0; i < count; i++) {
            var id = new ServerId(with.env().ids().next());
            Server server = draft(call, request.getServer(), draft, id, reservation, i);
            if (request.getMaxCount() > 1) {
                server = server.called(server.name() + "-" + (i + 1), checks.anotherOf(server.details(), i));
            }
            begun.add(insert(tx, call, server));
        }
        return begun;
    }

    /** The servers of an earlier batch, each with the operation that made it. */
    private List<Begun> batch(Tx tx, String reservation) {
        var begun = new ArrayList<Begun>();
        for (Server server : repository.reserved(tx, reservation)) {
            with.operations().firstOn(tx, server.id().subject()).ifPresent(made -> begun.add(new Begun(made, server)));
        }
        return begun;
    }

    private int affordable(Tx tx, Principal who, ServerFlavor flavor, int min, int max) {
        int room = with.quotas()
                .headroom(tx, who.projectOrNone(), who.user())
                .servers(max, flavor.vcpus(), flavor.memoryMb());
        return Math.max(min, room);
    }

    private CreateChecks.Draft checked(Principal who, ServerSpec spec) {
        with.policy().require(who, RULE + "create", Target.own(who));
        if (!spec.getForcedHost().isEmpty() || !spec.getForcedHypervisor().isEmpty()) {
            with.policy().require(who, RULE + "create:forced_host", Target.own(who));
        }
        if (!spec.getRequestedHost().isEmpty() || !spec.getRequestedHypervisor().isEmpty()) {
            with.policy().require(who, "compute:servers:create:requested_destination", Target.own(who));
        }
        return checks.check(who, spec);
    }

    private Server draft(
            Call call, ServerSpec spec, CreateChecks.Draft draft, ServerId id, String reservation, int index) {
        long now = with.env().nowMicros();
        String owner = id.toString();
        ServerDetails details = draft.details().hostname().isEmpty()
                ? draft.details()
                        .named(
                                "server-" + id,
                                draft.details().description(),
                                draft.details().accessIpv4(),
                                draft.details().accessIpv6(),
                                draft.details().diskConfig())
                : draft.details();
        return new Server(
                id,
                call.principal().projectOrNone(),
                call.principal().user(),
                spec.getName(),
                reservation,
                draft.flavor(),
                details,
                new ServerState(
                        RestingState.BUILDING,
                        Optional.of(Phase.SCHEDULING),
                        Power.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new ServerPlace(Optional.empty(), Optional.empty(), details.pinnedZone(), 0, 0),
                Observed.NOTHING,
                List.of(),
                Optional.empty(),
                sealed(owner, spec.getUserData()),
                sealed(owner, spec.getAdminPassword()),
                1,
                now,
                now);
    }

    private Optional<String> sealed(String owner, String secret) {
        return secret.isEmpty() ? Optional.empty() : Optional.of(with.vault().seal(owner, secret));
    }

    private void charge(Tx tx, Principal who, ServerFlavor flavor, int count) {
        with.quotas()
                .charge(
                        tx,
                        who.projectOrNone(),
                        who.user(),
                        count,
                        count * flavor.vcpus(),
                        (long) count * flavor.memoryMb());
    }

    private Begun insert(Tx tx, Call call, Server server) {
        if (repository.find(tx, server.id()).isPresent()) {
            throw new Problem.Duplicate("server", server.id().toString()).raise();
        }
        Operation operation =
                begin(tx, call, server, build, BuildServer.Step.CLAIM, BuildServer.Notes.FIRST, BuildServer.DEADLINE);
        Server building = server.with(server.state().during(operation.id(), Phase.SCHEDULING));
        repository.insert(tx, building);
        return new Begun(operation, building);
    }

    Server update(Call call, UpdateServerRequest request) {
        kilonova.compute.v1.Server wanted = request.getServer();
        List<String> mask = request.getUpdateMask().getPathsList();
        return with.database().write(tx -> {
            Server seen = visible(tx, call.principal(), ServerId.parse(wanted.getId()), RULE + "update");
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
        return once(call, "DeleteServer", request.getRequestId(), request, tx -> {
            Server seen = visible(tx, call.principal(), ServerId.parse(request.getId()), RULE + "delete");
            current(seen, request.getEtag());
            return switch (ServerLifecycle.delete(seen, isAdmin(call))) {
                case ServerLifecycle.Decision.Begin begin -> {
                    with.workflows()
                            .supersede(
                                    tx,
                                    seen.id().subject(),
                                    new Failure("Deleted", "The server was deleted.", "", false));
                    yield move(
                            tx,
                            call,
                            seen,
                            delete,
                            DeleteServer.Step.GUEST,
                            "{}",
                            DeleteServer.DEADLINE,
                            Phase.DELETING);
                }
                case ServerLifecycle.Decision.Joined joined ->
                    new Begun(
                            with.operations()
                                    .openOn(tx, seen.id().subject())
                                    .orElseThrow(() -> new Problem.Stale("server", request.getId()).raise()),
                            seen);
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    Begun start(Call call, String id, String etag, String requestId, com.google.protobuf.Message request) {
        return once(call, "StartServer", requestId, request, tx -> {
            Server seen = guarded(tx, call, id, etag, RULE + "start");
            return switch (ServerLifecycle.start(seen, isAdmin(call))) {
                case ServerLifecycle.Decision.Begin begin ->
                    move(tx, call, seen, start, ChangePower.Step.WISH, "{}", ChangePower.DEADLINE, Phase.POWERING_ON);
                case ServerLifecycle.Decision.Joined joined -> throw new IllegalStateException("start never joins");
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    Begun stop(Call call, String id, String etag, String requestId, com.google.protobuf.Message request) {
        return once(call, "StopServer", requestId, request, tx -> {
            Server seen = guarded(tx, call, id, etag, RULE + "stop");
            return switch (ServerLifecycle.stop(seen, isAdmin(call))) {
                case ServerLifecycle.Decision.Begin begin ->
                    move(tx, call, seen, stop, ChangePower.Step.WISH, "{}", ChangePower.DEADLINE, Phase.POWERING_OFF);
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
        return once(call, "RebootServer", request.getRequestId(), request, tx -> {
            Server seen = guarded(tx, call, request.getId(), request.getEtag(), RULE + "reboot");
            var decision = hard
                    ? ServerLifecycle.rebootHard(seen, isAdmin(call))
                    : ServerLifecycle.rebootSoft(seen, isAdmin(call));
            return switch (decision) {
                case ServerLifecycle.Decision.Begin begin ->
                    move(
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

    private Server guarded(Tx tx, Call call, String id, String etag, String rule) {
        Server seen = visible(tx, call.principal(), ServerId.parse(id), rule);
        current(seen, etag);
        return seen;
    }

    private static void current(Server seen, String etag) {
        if (!etag.isEmpty() && !etag.equals(Long.toString(seen.generation()))) {
            throw new Problem.Stale("server", seen.id().toString()).raise();
        }
    }

    /** A server of another project is not there at all for whoever is no administrator. */
    private Server visible(Tx tx, Principal who, ServerId id, String rule) {
        Server server = repository
                .find(tx, id)
                .filter(found -> !found.deleted())
                .filter(found -> who.has("admin")
                        || who.project().filter(found.project()::equals).isPresent())
                .orElseThrow(() -> new Problem.NotFound("server", id.toString()).raise());
        with.policy().require(who, rule, Target.of(server.project(), server.user()));
        return server;
    }

    private <S extends Enum<S>> Begun move(
            Tx tx,
            Call call,
            Server seen,
            Workflow<S, ServerFacts> workflow,
            S first,
            String notes,
            java.time.Duration deadline,
            Phase phase) {
        Operation operation = begin(tx, call, seen, workflow, first, notes, deadline);
        Server busy = repository.replace(
                tx,
                seen,
                seen.with(seen.state().during(operation.id(), phase)),
                with.env().nowMicros());
        return new Begun(operation, busy);
    }

    private <S extends Enum<S>> Operation begin(
            Tx tx,
            Call call,
            Server server,
            Workflow<S, ServerFacts> workflow,
            S first,
            String notes,
            java.time.Duration deadline) {
        return with.workflows()
                .begin(
                        tx,
                        workflow,
                        server.id().subject(),
                        server.project(),
                        call.principal().user(),
                        call.traceId(),
                        first,
                        notes,
                        deadline);
    }

    /** The work, once per request id; asked again, the operation and the server as they are now. */
    private Begun once(
            Call call,
            String method,
            String requestId,
            com.google.protobuf.Message request,
            java.util.function.Function<Tx, Begun> work) {
        return with.database().write(tx -> {
            var fresh = new ArrayList<Begun>(1);
            Supplier<String> body = () -> {
                Begun begun = work.apply(tx);
                fresh.add(begun);
                return begun.operation().id().toString();
            };
            String answer = with.requests().once(tx, call.principal(), method, requestId, request, body);
            return fresh.isEmpty() ? again(tx, OperationId.parse(answer)) : fresh.getFirst();
        });
    }

    private Begun again(Tx tx, OperationId id) {
        Operation operation = with.operations()
                .find(tx, id)
                .orElseThrow(() -> new Problem.NotFound("operation", id.toString()).raise());
        Server server = peek(tx, operation.subject().id())
                .orElseThrow(
                        () -> new Problem.NotFound("server", operation.subject().id()).raise());
        return new Begun(operation, server);
    }

    private ServerId newId(CreateServerRequest request) {
        String chosen = request.getServerId();
        if (chosen.isEmpty()) {
            return new ServerId(with.env().ids().next());
        }
        try {
            return new ServerId(UUID.fromString(chosen));
        } catch (IllegalArgumentException malformed) {
            throw new Problem.Invalid("server_id", "'" + chosen + "' is no UUID").raise();
        }
    }

    private Operation dryRun(Call call) {
        long now = with.env().nowMicros();
        return new Operation(
                        new OperationId(with.env().ids().next()),
                        BuildServer.KIND,
                        new kilonova.control.operation.Subject("server", "validated-only"),
                        call.principal().projectOrNone(),
                        call.principal().user(),
                        call.traceId(),
                        BuildServer.Step.CLAIM.name(),
                        0,
                        Optional.empty(),
                        "{}",
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        now,
                        "",
                        1,
                        now,
                        now,
                        Optional.empty())
                .ended(kilonova.control.operation.Outcome.SUCCEEDED, "", now);
    }

    /** A password that the gateway made differs each time the same request is sent: it is not part of what is compared. */
    private static CreateServerRequest clean(CreateServerRequest request) {
        return request.toBuilder()
                .setServer(request.getServer().toBuilder().clearAdminPassword())
                .build();
    }

    private String reservation() {
        String hex = with.env().ids().next().toString().replace("-", "");
        return "r-" + hex.substring(hex.length() - 8);
    }

    private static boolean isAdmin(Call call) {
        return call.principal().has("admin");
    }
}
