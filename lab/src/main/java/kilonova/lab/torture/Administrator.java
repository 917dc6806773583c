package kilonova.lab.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import kilonova.client.KilonovaClient;
import kilonova.client.TokenSource;
import kilonova.compute.v1.AuditServiceGrpc;
import kilonova.compute.v1.FindingState;
import kilonova.compute.v1.ListFindingsRequest;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.identity.v1.CreateProjectRequest;
import kilonova.identity.v1.CreateUserRequest;
import kilonova.identity.v1.GrantRoleRequest;
import kilonova.identity.v1.ListRolesRequest;
import kilonova.identity.v1.Project;
import kilonova.identity.v1.ProjectServiceGrpc;
import kilonova.identity.v1.RoleServiceGrpc;
import kilonova.identity.v1.User;
import kilonova.identity.v1.UserServiceGrpc;
import kilonova.network.v1.ListNetworksRequest;
import kilonova.network.v1.NetworkServiceGrpc;

/** Whoever runs the cloud: makes what its tenants need, and looks after them. Talks to one replica, past every cable. */
final class Administrator implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGE_FACTS =
            "{\"name\": \"torture\", \"disk_format\": \"raw\", \"container_format\": \"bare\", \"visibility\":"
                    + " \"public\"}";
    private static final int IMAGE_BYTES = 1 << 20;
    private static final int PAGE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KilonovaClient client;
    private final TokenSource tokens;
    private final CloudFiles.Run run;

    private Administrator(KilonovaClient client, TokenSource tokens, CloudFiles.Run run) {
        this.client = client;
        this.tokens = tokens;
        this.run = run;
    }

    static Administrator of(TorturedCloud cloud) throws IOException {
        return at(cloud, cloud.replicas().getFirst());
    }

    static Administrator at(TorturedCloud cloud, ReplicaProcess replica) throws IOException {
        CloudFiles.Run run = replica.ready().orElseThrow(() -> new TortureFailure(replica + " is not ready"));
        TokenSource tokens = Tenant.login(
                run.port("identity"),
                run.path("identity"),
                "admin",
                CloudFiles.adminPassword(cloud.dataDir()),
                "admin");
        return new Administrator(KilonovaClient.connect("127.0.0.1:" + run.port("grpc"), tokens), tokens, run);
    }

    KilonovaClient client() {
        return client;
    }

    /** An image, a flavor and a network that every tenant may use. */
    Order order() throws IOException {
        String flavor = client.flavors()
                .listFlavors(ListFlavorsRequest.getDefaultInstance())
                .getFlavors(0)
                .getId();
        String network = client.with(NetworkServiceGrpc::newBlockingStub)
                .listNetworks(ListNetworksRequest.getDefaultInstance())
                .getNetworks(0)
                .getId();
        return new Order(image(), flavor, network);
    }

    private String image() throws IOException {
        String id = JSON.readTree(
                        sent("POST", "/v2/images", "application/json", IMAGE_FACTS.getBytes(StandardCharsets.UTF_8)))
                .path("id")
                .asText();
        String unused = sent("PUT", "/v2/images/" + id + "/file", "application/octet-stream", new byte[IMAGE_BYTES]);
        return id;
    }

    private String sent(String method, String path, String type, byte[] body) throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var reply = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.port("image") + path))
                            .timeout(PATIENCE)
                            .header("X-Auth-Token", tokens.token())
                            .header("Content-Type", type)
                            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (reply.statusCode() >= 300) {
                throw new TortureFailure(
                        method + " " + path + " was answered " + reply.statusCode() + ": " + reply.body());
            }
            return reply.body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new TortureFailure("interrupted", stopped);
        }
    }

    /** A project with a quota of so many servers, and a user in it. */
    Tenant tenant(String name, int servers) {
        String project = client.with(ProjectServiceGrpc::newBlockingStub)
                .createProject(CreateProjectRequest.newBuilder()
                        .setProject(Project.newBuilder().setName(name).setEnabled(true))
                        .build())
                .getId();
        String password = UUID.randomUUID().toString();
        String user = client.with(UserServiceGrpc::newBlockingStub)
                .createUser(CreateUserRequest.newBuilder()
                        .setUser(User.newBuilder().setName(name).setEnabled(true))
                        .setPassword(password)
                        .build())
                .getId();
        String role = client.with(RoleServiceGrpc::newBlockingStub)
                .listRoles(ListRolesRequest.newBuilder().setName("member").build())
                .getRoles(0)
                .getId();
        var unusedGrant = client.with(RoleServiceGrpc::newBlockingStub)
                .grantRole(GrantRoleRequest.newBuilder()
                        .setRoleId(role)
                        .setUserId(user)
                        .setProjectId(project)
                        .build());
        var unusedLimits = client.with(QuotaServiceGrpc::newBlockingStub)
                .setQuotas(SetQuotasRequest.newBuilder()
                        .setProjectId(project)
                        .putLimits("instances", servers)
                        .putLimits("cores", -1)
                        .putLimits("ram", -1)
                        .build());
        return new Tenant(
                name, project, Tenant.login(run.port("identity"), run.path("identity"), name, password, name));
    }

    /** Operations that have not ended, of all projects; the first page of them. */
    int openOperations() {
        return client.with(OperationServiceGrpc::newBlockingStub)
                .listOperations(ListOperationsRequest.newBuilder()
                        .setPageSize(PAGE)
                        .setOpenOnly(true)
                        .setAllProjects(true)
                        .setWithoutServer(true)
                        .build())
                .getOperationsCount();
    }

    /** What the standing audit mended or could not mend, in words: with no fault in the product there is nothing of it. */
    List<String> findings() {
        return client
                .with(AuditServiceGrpc::newBlockingStub)
                .listFindings(ListFindingsRequest.newBuilder().setPageSize(PAGE).build())
                .getFindingsList()
                .stream()
                .filter(each -> each.getState() != FindingState.FINDING_STATE_GONE)
                .map(each -> "the standing audit: " + each.getState() + " " + each.getKind() + " of "
                        + each.getSubject() + ", was " + each.getWas())
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
