package kilonova.distribution;

import com.google.longrunning.Operation;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kilonova.client.KilonovaClient;
import kilonova.client.Operations;
import kilonova.client.PasswordLogin;
import kilonova.compute.v1.Audit;
import kilonova.compute.v1.AuditServiceGrpc;
import kilonova.compute.v1.CancelOperationRequest;
import kilonova.compute.v1.ControlService;
import kilonova.compute.v1.EnrollNodeRequest;
import kilonova.compute.v1.EnrollNodeResponse;
import kilonova.compute.v1.Enrollment;
import kilonova.compute.v1.EnrollmentServiceGrpc;
import kilonova.compute.v1.Finding;
import kilonova.compute.v1.GetAuditRequest;
import kilonova.compute.v1.GetOperationRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListControlServicesRequest;
import kilonova.compute.v1.ListEnrollmentsRequest;
import kilonova.compute.v1.ListFindingsRequest;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.RepairFindingRequest;
import kilonova.compute.v1.RetryOperationRequest;
import kilonova.compute.v1.RevokeNodeRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerFilter;

/** A running cloud as its administrator reaches it: by gRPC, as any client does. */
final class AdminDesk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAGE = 500;

    private final KilonovaClient client;

    private AdminDesk(KilonovaClient client) {
        this.client = client;
    }

    /** The desk of the cloud that runs in the directory. Throws {@link CommandFailure} when none does. */
    static AdminDesk at(Path dataDir) throws IOException {
        Path root = DataDirectory.existing(dataDir);
        return of(
                root,
                Seat.running(root).stream()
                        .findFirst()
                        .orElseThrow(() -> new CommandFailure("the cloud in " + root + " does not run")));
    }

    static AdminDesk of(Path dataDir, RunRecord run) throws IOException {
        String target = run.endpoint(Service.GRPC);
        PasswordLogin login = login(dataDir, run);
        return new AdminDesk(
                run.isSecure()
                        ? KilonovaClient.connect(target, new ClientFiles(Seat.cloudOf(dataDir)).trust(run), login)
                        : KilonovaClient.connect(target, login));
    }

    /** Tokens of the administrator. */
    static PasswordLogin login(Path dataDir, RunRecord run) throws IOException {
        Account admin = Accounts.read(Seat.cloudOf(dataDir)).admin();
        return new PasswordLogin(
                URI.create(run.endpoint(Service.IDENTITY)),
                new ClientFiles(Seat.cloudOf(dataDir)).trust(run),
                admin.user(),
                Account.DOMAIN,
                admin.password(),
                admin.project(),
                Account.DOMAIN,
                Main.clock());
    }

    /** Every server of every project. */
    List<Server> servers() {
        var servers = new ArrayList<Server>();
        String page = "";
        do {
            var response = client.servers()
                    .listServers(ListServersRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(page)
                            .setFilter(ServerFilter.newBuilder().setAllProjects(true))
                            .build());
            servers.addAll(response.getServersList());
            page = response.getNextPageToken();
        } while (!page.isEmpty());
        return servers;
    }

    /** How many servers rest in which state, by the state's name. */
    Map<String, Integer> serversByState() {
        var counts = new TreeMap<String, Integer>();
        for (Server server : servers()) {
            counts.merge(server.getRestingState().name().substring("RESTING_STATE_".length()), 1, Integer::sum);
        }
        return counts;
    }

    List<Host> hosts() {
        return client.with(HostServiceGrpc::newBlockingStub)
                .listHosts(ListHostsRequest.getDefaultInstance())
                .getHostsList();
    }

    /** Every process that serves the cloud, or once did, by its id. */
    Map<String, ControlService> replicas() {
        var replicas = new TreeMap<String, ControlService>();
        client.with(HostServiceGrpc::newBlockingStub)
                .listControlServices(ListControlServicesRequest.getDefaultInstance())
                .getServicesList()
                .forEach(service -> replicas.putIfAbsent(service.getReplicaId(), service));
        return replicas;
    }

    /** Lets a node join. Throws {@link CommandFailure} with the cloud's words when it refuses. */
    EnrollNodeResponse enroll(EnrollNodeRequest request) {
        return asked(() -> client.with(EnrollmentServiceGrpc::newBlockingStub)
                .enrollNode(request.toBuilder()
                        .setRequestId(UUID.randomUUID().toString())
                        .build()));
    }

    /** Lets a node join no longer. Throws {@link CommandFailure} with the cloud's words when it refuses. */
    void revoke(String name) {
        var unused = asked(() -> client.with(EnrollmentServiceGrpc::newBlockingStub)
                .revokeNode(RevokeNodeRequest.newBuilder()
                        .setName(name)
                        .setRequestId(UUID.randomUUID().toString())
                        .build()));
    }

    /** Every node that may join, or might before, by name. */
    List<Enrollment> enrollments() {
        var all = new ArrayList<Enrollment>();
        String page = "";
        do {
            var request = ListEnrollmentsRequest.newBuilder()
                    .setPageSize(PAGE)
                    .setPageToken(page)
                    .build();
            var response = asked(
                    () -> client.with(EnrollmentServiceGrpc::newBlockingStub).listEnrollments(request));
            all.addAll(response.getEnrollmentsList());
            page = response.getNextPageToken();
        } while (!page.isEmpty());
        return all;
    }

    /** How the standing audit stands. */
    Audit audit() {
        return client.with(AuditServiceGrpc::newBlockingStub).getAudit(GetAuditRequest.getDefaultInstance());
    }

    /** What the standing audit found and mended, newest first. */
    List<Finding> findings(int most) {
        return asked(() -> client.with(AuditServiceGrpc::newBlockingStub)
                .listFindings(ListFindingsRequest.newBuilder().setPageSize(most).build())
                .getFindingsList());
    }

    /** Mends one finding, by the operator's word. Throws {@link CommandFailure} when it cannot be. */
    Finding repair(String id) {
        return asked(() -> client.with(AuditServiceGrpc::newBlockingStub)
                .repairFinding(RepairFindingRequest.newBuilder()
                        .setId(id)
                        .setRequestId(UUID.randomUUID().toString())
                        .build()));
    }

    /**
     * Operations of all projects, newest first.
     *
     * @param server only of this one; empty for all
     */
    List<Operation> operations(boolean openOnly, String server, int most) {
        var all = new ArrayList<Operation>();
        String page = "";
        do {
            var request = ListOperationsRequest.newBuilder()
                    .setPageSize(Math.min(PAGE, most - all.size()))
                    .setPageToken(page)
                    .setServerId(server)
                    .setOpenOnly(openOnly)
                    .setAllProjects(true)
                    .setWithoutServer(true)
                    .build();
            var response = asked(
                    () -> client.with(OperationServiceGrpc::newBlockingStub).listOperations(request));
            all.addAll(response.getOperationsList());
            page = response.getNextPageToken();
        } while (!page.isEmpty() && all.size() < most);
        return all;
    }

    Operation operation(String id) {
        return asked(() -> client.with(OperationServiceGrpc::newBlockingStub)
                .getOperation(GetOperationRequest.newBuilder().setId(id).build()));
    }

    /** Makes the next attempt now. Throws {@link CommandFailure} when there is none. */
    Operation retry(String id) {
        return asked(() -> client.with(OperationServiceGrpc::newBlockingStub)
                .retryOperation(RetryOperationRequest.newBuilder()
                        .setId(id)
                        .setRequestId(UUID.randomUUID().toString())
                        .build()));
    }

    /** Calls it off. Throws {@link CommandFailure}, saying why, when it cannot be. */
    Operation cancel(String id) {
        return asked(() -> client.with(OperationServiceGrpc::newBlockingStub)
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setId(id)
                        .setRequestId(UUID.randomUUID().toString())
                        .build()));
    }

    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException refused) {
            throw new CommandFailure(
                    Optional.ofNullable(refused.getStatus().getDescription())
                            .orElseGet(() -> refused.getStatus().toString()),
                    refused);
        }
    }

    /** Deletes every server and waits for the end of it. Throws {@link CommandFailure} when one could not be. */
    void deleteServers(Consumer<String> say) {
        var deletions = new ArrayList<Operation>();
        try {
            for (Server server : servers()) {
                say.accept("deleting server " + server.getName() + " (" + server.getId() + ")");
                deletions.add(client.deleteServer(server.getId(), UUID.randomUUID()));
            }
            for (Operation deletion : deletions) {
                Operation end = client.await(deletion, PATIENCE);
                if (!end.getDone() || Operations.failure(end).isPresent()) {
                    throw new CommandFailure("server "
                            + Operations.metadata(end).getSubjectId() + " could not be deleted; nothing was removed");
                }
            }
        } catch (StatusRuntimeException refused) {
            throw new CommandFailure("the servers could not be deleted: " + refused.getMessage(), refused);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
