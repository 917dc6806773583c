package kilonova.control.server;

import com.google.longrunning.Operation;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.AddServerTagRequest;
import kilonova.compute.v1.AddServerTagResponse;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.BatchCreateServersResponse;
import kilonova.compute.v1.ClearServerTagsRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerMetadataItemRequest;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.GetConsoleOutputRequest;
import kilonova.compute.v1.GetConsoleOutputResponse;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ListServersResponse;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.RemoveServerTagRequest;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.SetServerMetadataItemRequest;
import kilonova.compute.v1.SetServerMetadataRequest;
import kilonova.compute.v1.SetServerTagsRequest;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.node.NodeQuestions;
import kilonova.control.operation.OperationProto;

/** Wire in, wire out for servers. */
public final class ServerApi extends ServerServiceGrpc.ServerServiceImplBase {
    private static final String CONSOLE = "os_compute_api:os-console-output";

    private final Servers servers;
    private final ServerViews views;
    private final NodeQuestions nodes;
    private final ServerWatches watches;

    public ServerApi(Servers servers, NodeQuestions nodes, ServerWatches watches) {
        this.servers = servers;
        this.views = servers.views();
        this.nodes = nodes;
        this.watches = watches;
    }

    @Override
    public void getServer(GetServerRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> {
            var mask = ReadMask.of(request.getReadMask());
            return mask.of(servers.show(Call.current(), request.getId(), mask.userData()));
        });
    }

    @Override
    public void listServers(ListServersRequest request, StreamObserver<ListServersResponse> out) {
        Unary.reply(out, () -> {
            var mask = ReadMask.of(request.getReadMask());
            ServerPage found = servers.list(Call.current(), request);
            List<Server> page = found.servers();
            ServerViews.For shown = views.of(Call.current().principal(), page);
            var response = ListServersResponse.newBuilder();
            for (Server server : page) {
                response.addServers(
                        request.getBrief()
                                ? kilonova.compute.v1.Server.newBuilder()
                                        .setId(server.id().toString())
                                        .setName(server.name())
                                        .setProjectId(server.project().value())
                                        .build()
                                : mask.of(request.getWithUserData() ? shown.unsealed(server) : shown.message(server)));
            }
            return response.setNextPageToken(found.next()).build();
        });
    }

    @Override
    public void createServer(CreateServerRequest request, StreamObserver<Operation> out) {
        Unary.reply(out, () -> operation(servers.create(Call.current(), request)));
    }

    @Override
    public void batchCreateServers(BatchCreateServersRequest request, StreamObserver<BatchCreateServersResponse> out) {
        Unary.reply(out, () -> {
            List<Begun> begun = servers.createBatch(Call.current(), request);
            var response = BatchCreateServersResponse.newBuilder()
                    .setReservationId(begun.getFirst().server().reservationId());
            begun.forEach(each -> response.addOperations(operation(each)));
            return response.build();
        });
    }

    @Override
    public void updateServer(UpdateServerRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> unsealed(servers.update(Call.current(), request)));
    }

    @Override
    public void setServerMetadata(SetServerMetadataRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> message(servers.labels().set(Call.current(), request)));
    }

    @Override
    public void setServerMetadataItem(
            SetServerMetadataItemRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> message(servers.labels().setItem(Call.current(), request)));
    }

    @Override
    public void deleteServerMetadataItem(
            DeleteServerMetadataItemRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> message(servers.labels().deleteItem(Call.current(), request)));
    }

    @Override
    public void setServerTags(SetServerTagsRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> message(servers.labels().set(Call.current(), request)));
    }

    @Override
    public void clearServerTags(ClearServerTagsRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> message(servers.labels().clear(Call.current(), request)));
    }

    @Override
    public void addServerTag(AddServerTagRequest request, StreamObserver<AddServerTagResponse> out) {
        Unary.reply(out, () -> {
            ServerLabels.Tagged tagged = servers.labels().add(Call.current(), request);
            return AddServerTagResponse.newBuilder()
                    .setServer(message(tagged.server()))
                    .setAdded(tagged.added())
                    .build();
        });
    }

    @Override
    public void removeServerTag(RemoveServerTagRequest request, StreamObserver<kilonova.compute.v1.Server> out) {
        Unary.reply(out, () -> message(servers.labels().remove(Call.current(), request)));
    }

    @Override
    public void deleteServer(DeleteServerRequest request, StreamObserver<Operation> out) {
        Unary.reply(out, () -> operation(servers.delete(Call.current(), request)));
    }

    @Override
    public void startServer(StartServerRequest request, StreamObserver<Operation> out) {
        Unary.reply(out, () -> operation(servers.power().start(Call.current(), request)));
    }

    @Override
    public void stopServer(StopServerRequest request, StreamObserver<Operation> out) {
        Unary.reply(out, () -> operation(servers.power().stop(Call.current(), request)));
    }

    @Override
    public void rebootServer(RebootServerRequest request, StreamObserver<Operation> out) {
        Unary.reply(out, () -> operation(servers.power().reboot(Call.current(), request)));
    }

    @Override
    public void getConsoleOutput(GetConsoleOutputRequest request, StreamObserver<GetConsoleOutputResponse> out) {
        Unary.reply(out, () -> {
            String host = servers.hostOf(Call.current(), request.getId(), CONSOLE);
            int lines = request.hasLines() ? request.getLines() : -1;
            return GetConsoleOutputResponse.newBuilder()
                    .setOutput(nodes.consoleOutput(host, request.getId(), lines))
                    .build();
        });
    }

    @Override
    public void watchServers(WatchServersRequest request, StreamObserver<WatchServersResponse> out) {
        Call call = Call.current();
        Unary.stream(out, () -> watches.open(call, request, out));
    }

    private Operation operation(Begun begun) {
        return OperationProto.operation(begun.operation(), Optional.of(message(begun.server())));
    }

    private kilonova.compute.v1.Server message(Server server) {
        return views.of(Call.current().principal(), List.of(server)).message(server);
    }

    private kilonova.compute.v1.Server unsealed(Server server) {
        return views.of(Call.current().principal(), List.of(server)).unsealed(server);
    }
}
