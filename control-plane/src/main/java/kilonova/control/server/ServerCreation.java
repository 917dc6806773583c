package kilonova.control.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Outcome;
import kilonova.control.operation.Subject;
import kilonova.control.policy.Target;
import kilonova.control.replica.Owner;
import kilonova.control.store.Tx;
import kilonova.kernel.Problem;

/** New servers: checked, charged and written with their operation in one transaction. */
final class ServerCreation {
    private static final String RULE = "os_compute_api:servers:";

    private final ServerNeighbours with;
    private final ServerRepository repository;
    private final ServerRequests requests;
    private final BuildServer build;
    private final CreateChecks checks;

    ServerCreation(ServerNeighbours with, ServerRepository repository, ServerRequests requests, BuildServer build) {
        this.with = with;
        this.repository = repository;
        this.requests = requests;
        this.build = build;
        this.checks = new CreateChecks(with);
    }

    Begun create(Call call, CreateServerRequest request) {
        allowed(call.principal(), request.getServer());
        CreateServerRequest compared =
                request.toBuilder().setServer(compared(request.getServer())).build();
        return requests.before(call, compared).orElseGet(() -> create(call, request, compared));
    }

    private Begun create(Call call, CreateServerRequest request, CreateServerRequest compared) {
        Principal who = call.principal();
        CreateChecks.Draft draft = checks.check(who, request.getServer());
        checks.affordable(who, draft, 1, 1);
        ServerId id = newId(request);
        Server server = draft(call, request.getServer(), draft, id, reservation(), 0);
        if (request.getValidateOnly()) {
            return new Begun(dryRun(call), server);
        }
        return requests.once(call, compared, tx -> {
            if (!request.getServerId().isEmpty() && repository.find(tx, id).isPresent()) {
                throw new Problem.Duplicate("server", id.toString()).raise();
            }
            charge(tx, who, draft.flavor(), 1);
            return insert(tx, call, server);
        });
    }

    List<Begun> createBatch(Call call, BatchCreateServersRequest request) {
        if (request.getMinCount() > request.getMaxCount()) {
            throw new Problem.Invalid("min_count", "min_count must be <= max_count").raise();
        }
        allowed(call.principal(), request.getServer());
        BatchCreateServersRequest compared =
                request.toBuilder().setServer(compared(request.getServer())).build();
        ProjectId project = call.principal().projectOrNone();
        return requests.answered(call, compared, (tx, reservation) -> batch(tx, project, reservation))
                .orElseGet(() -> createBatch(call, request, compared));
    }

    private List<Begun> createBatch(Call call, BatchCreateServersRequest request, BatchCreateServersRequest compared) {
        Principal who = call.principal();
        CreateChecks.Draft draft = checks.check(who, request.getServer());
        if (request.getMaxCount() > 1
                && draft.details().ports().stream()
                        .anyMatch(port -> port.existing() || port.fixedIp().isPresent())) {
            throw new Problem.Invalid("networks", "one port or address cannot serve several servers").raise();
        }
        int most = checks.affordable(who, draft, request.getMinCount(), request.getMaxCount());
        return with.database().write(tx -> {
            var fresh = new ArrayList<Begun>();
            String reservation = with.requests().once(tx, who, compared, () -> {
                fresh.addAll(insertBatch(tx, call, request, draft, most));
                return fresh.getFirst().server().reservationId();
            });
            if (fresh.isEmpty()) {
                call.answersAgain();
                return batch(tx, who.projectOrNone(), reservation);
            }
            return fresh;
        });
    }

    private List<Begun> insertBatch(
            Tx tx, Call call, BatchCreateServersRequest request, CreateChecks.Draft draft, int most) {
        Principal who = call.principal();
        int count = affordable(tx, who, draft.flavor(), request.getMinCount(), most);
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
    private List<Begun> batch(Tx tx, ProjectId project, String reservation) {
        var begun = new ArrayList<Begun>();
        for (Server server : repository.reserved(tx, project, reservation)) {
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

    private void allowed(Principal who, ServerSpec spec) {
        with.policy().require(who, RULE + "create", Target.own(who));
        if (!spec.getForcedHost().isEmpty() || !spec.getForcedHypervisor().isEmpty()) {
            with.policy().require(who, RULE + "create:forced_host", Target.own(who));
        }
        if (!spec.getRequestedHost().isEmpty() || !spec.getRequestedHypervisor().isEmpty()) {
            with.policy().require(who, "compute:servers:create:requested_destination", Target.own(who));
        }
        if (spec.getTrustedImageCertificatesCount() > 0) {
            with.policy().require(who, RULE + "create:trusted_certs", Target.own(who));
        }
    }

    private Server draft(
            Call call, ServerSpec spec, CreateChecks.Draft draft, ServerId id, String reservation, int index) {
        long now = with.env().nowMicros();
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
                Injected.of(spec).sealed(with.vault(), id),
                sealed(id.toString(), spec.getAdminPassword()),
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
                        (long) count * flavor.vcpus(),
                        (long) count * flavor.memoryMb());
    }

    private Begun insert(Tx tx, Call call, Server server) {
        return requests.begin(
                tx,
                call,
                server,
                build,
                BuildServer.Step.CLAIM,
                BuildServer.Notes.FIRST,
                BuildServer.DEADLINE,
                operation -> {
                    Server building = server.with(server.state().during(operation.id(), Phase.SCHEDULING));
                    repository.insert(tx, building);
                    return building;
                });
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
                        new Subject("server", "validated-only"),
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
                        Owner.NONE,
                        1,
                        now,
                        now,
                        Optional.empty())
                .ended(Outcome.SUCCEEDED, "", now);
    }

    /** A password that nobody chose differs each time the same request is sent: it is not part of what is compared. */
    private static ServerSpec compared(ServerSpec spec) {
        return spec.getAdminPasswordGenerated()
                ? spec.toBuilder().clearAdminPassword().build()
                : spec;
    }

    private String reservation() {
        String hex = with.env().ids().next().toString().replace("-", "");
        return "r-" + hex.substring(hex.length() - 8);
    }
}
