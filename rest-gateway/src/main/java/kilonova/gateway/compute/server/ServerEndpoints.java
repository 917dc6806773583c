package kilonova.gateway.compute.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.longrunning.Operation;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.random.RandomGenerator;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.gateway.compute.Bindings;
import kilonova.gateway.compute.ComputeRequest;
import kilonova.gateway.compute.Links;
import kilonova.gateway.compute.Paging;
import kilonova.gateway.compute.Values;
import kilonova.gateway.compute.server.ServerView.Place;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Json;

/** The servers resource. */
public final class ServerEndpoints {
    private static final String PASSWORD_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int PASSWORD_LENGTH = 12;

    private final RandomGenerator random;

    private ServerEndpoints(RandomGenerator random) {
        this.random = random;
    }

    /** {@code random} makes passwords: it must not be guessable. */
    public static void bind(Bindings bindings, RandomGenerator random) {
        var servers = new ServerEndpoints(random);
        // The second name is that of a network API long gone, which shared the controller until 2.102.
        for (String path : List.of("/servers", "/os-volumes_boot")) {
            bindings.on("GET", path, request -> list(request, true))
                    .on("GET", path + "/detail", request -> list(request, false))
                    .on("POST", path, servers::create)
                    .on("GET", path + "/{id}", ServerEndpoints::show)
                    .on("PUT", path + "/{id}", ServerEndpoints::update)
                    .on("DELETE", path + "/{id}", ServerEndpoints::delete);
        }
        ServerActions.bind(bindings);
        ServerAddresses.bind(bindings);
        ServerLabels.bind(bindings);
    }

    static ServerServiceBlockingStub servers(ComputeRequest request) {
        return request.calls().to(ServerServiceGrpc::newBlockingStub);
    }

    private static Answer list(ComputeRequest request, boolean brief) {
        Links links = request.links();
        var shape = new Paging.Shape<Server>(
                "servers",
                "servers_links",
                brief ? "servers" : "servers/detail",
                Server::getId,
                server -> brief
                        ? ServerView.brief(server, links)
                        : ServerView.of(server, links, request.version(), Place.LIST));
        int limit = Paging.limit(request);
        return new ServerQuery(request)
                .request()
                .map(query -> Paging.answer(request, limit, shape, (size, token) -> {
                    var page = query.clone()
                            .setBrief(brief)
                            .setWithUserData(!brief && request.atLeast(ServerView.USER_DATA))
                            .setPageSize(size)
                            .setPageToken(token);
                    if (!token.isEmpty()) {
                        page.clearAfterId();
                    }
                    var found = servers(request).listServers(page.build());
                    return new Paging.Page<>(found.getServersList(), found.getNextPageToken());
                }))
                .orElseGet(() -> Paging.answer(request, 0, shape, (size, token) -> new Paging.Page<>(List.of(), "")));
    }

    private static Answer show(ComputeRequest request) {
        var server = servers(request)
                .getServer(GetServerRequest.newBuilder()
                        .setId(request.variable("id"))
                        .build());
        return whole(request, server, Place.SHOW);
    }

    private static Answer whole(ComputeRequest request, Server server, Place place) {
        var document = Json.object();
        document.set("server", ServerView.of(server, request.links(), request.version(), place));
        return Answer.json(request.success(), document);
    }

    private Answer create(ComputeRequest request) {
        var body = CreateServerBody.of(request.body(), request.version());
        if (body.spec().getAdminPassword().isEmpty()) {
            body.spec().setAdminPassword(password()).setAdminPasswordGenerated(true);
        }
        ServerSpec spec = body.spec().build();
        if (!body.batch()) {
            return created(
                    request,
                    spec,
                    servers(request)
                            .createServer(CreateServerRequest.newBuilder()
                                    .setServer(spec)
                                    .build()));
        }
        var batch = servers(request)
                .batchCreateServers(BatchCreateServersRequest.newBuilder()
                        .setServer(spec)
                        .setMinCount(body.minCount())
                        .setMaxCount(body.maxCount())
                        .build());
        return body.answersReservation()
                ? Answer.json(request.success(), Json.object().put("reservation_id", batch.getReservationId()))
                : created(request, spec, batch.getOperations(0));
    }

    private static Answer created(ComputeRequest request, ServerSpec spec, Operation operation) {
        var metadata = metadata(operation);
        String id = metadata.getSubjectId();
        var document = Json.object();
        var server = document.putObject("server").put("id", id);
        request.links().both(server, "servers", id);
        server.put(
                "OS-DCF:diskConfig",
                ServerView.diskConfig(
                        metadata.hasServer() ? metadata.getServer().getDiskConfig() : spec.getDiskConfig()));
        if (!request.calls().repeated()) {
            server.put("adminPass", spec.getAdminPassword());
        }
        var groups = server.putArray("security_groups");
        var named = spec.getSecurityGroupsCount() == 0 ? List.of("default") : spec.getSecurityGroupsList();
        named.forEach(each -> groups.addObject().put("name", each));
        return Answer.json(request.success(), document)
                .with("location", request.links().self("servers", id));
    }

    static OperationMetadata metadata(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class);
        } catch (InvalidProtocolBufferException notOurs) {
            throw new IllegalStateException("an operation without its metadata: " + operation.getName(), notOurs);
        }
    }

    private String password() {
        var password = new StringBuilder(PASSWORD_LENGTH);
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(PASSWORD_ALPHABET.charAt(random.nextInt(PASSWORD_ALPHABET.length())));
        }
        return password.toString();
    }

    private static Answer update(ComputeRequest request) {
        JsonNode body = request.body().path("server");
        var server = Server.newBuilder().setId(request.variable("id"));
        var mask = FieldMask.newBuilder();
        body.fieldNames().forEachRemaining(member -> {
            String value = Values.textOr(body, member, "");
            switch (member) {
                case "name" -> server.setName(value.strip());
                case "description" -> server.setDescription(value);
                case "hostname" -> server.setHostname(value);
                case "accessIPv4" -> server.setAccessIpv4(value);
                case "accessIPv6" -> server.setAccessIpv6(value);
                case "OS-DCF:diskConfig" -> server.setDiskConfig(CreateServerBody.diskConfig(body));
                case "pinned_availability_zone" -> server.setPinnedZone(value);
                default -> throw new IllegalStateException("a schema let " + member + " pass");
            }
            mask.addPaths(field(member));
        });
        var changed = servers(request)
                .updateServer(UpdateServerRequest.newBuilder()
                        .setServer(server)
                        .setUpdateMask(mask)
                        .build());
        return whole(request, changed, Place.UPDATE);
    }

    private static String field(String member) {
        return switch (member) {
            case "accessIPv4" -> "access_ipv4";
            case "accessIPv6" -> "access_ipv6";
            case "OS-DCF:diskConfig" -> "disk_config";
            case "pinned_availability_zone" -> "pinned_zone";
            default -> member;
        };
    }

    private static Answer delete(ComputeRequest request) {
        servers(request)
                .deleteServer(DeleteServerRequest.newBuilder()
                        .setId(request.variable("id"))
                        .build());
        return Answer.empty(request.success());
    }
}
