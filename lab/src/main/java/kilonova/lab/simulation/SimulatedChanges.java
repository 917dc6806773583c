package kilonova.lab.simulation;

import com.google.longrunning.Operation;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Consumer;
import kilonova.compute.v1.AddServerTagRequest;
import kilonova.compute.v1.AddServerTagResponse;
import kilonova.compute.v1.CancelOperationRequest;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.OperationServiceGrpc.OperationServiceStub;
import kilonova.compute.v1.RebootKind;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.RetryOperationRequest;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceStub;
import kilonova.compute.v1.SetServerMetadataRequest;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.compute.v1.UpdateServerRequest;

/** What a tenant does to servers that are there, and to operations under way. */
final class SimulatedChanges {
    private final SimulatedClient client;
    private final ServerServiceStub servers;
    private final OperationServiceStub operations;

    SimulatedChanges(SimulatedClient client, Channel calling) {
        this.client = client;
        this.servers = ServerServiceGrpc.newStub(calling);
        this.operations = OperationServiceGrpc.newStub(calling);
    }

    void stop(String server) {
        var request = StopServerRequest.newBuilder()
                .setId(server)
                .setRequestId(client.newId())
                .build();
        twice("stop", request.getRequestId(), out -> servers.stopServer(request, out));
    }

    void start(String server) {
        var request = StartServerRequest.newBuilder()
                .setId(server)
                .setRequestId(client.newId())
                .build();
        twice("start", request.getRequestId(), out -> servers.startServer(request, out));
    }

    void reboot(String server) {
        var request = RebootServerRequest.newBuilder()
                .setId(server)
                .setKind(client.chance() ? RebootKind.REBOOT_KIND_HARD : RebootKind.REBOOT_KIND_SOFT)
                .setRequestId(client.newId())
                .build();
        twice("reboot", request.getRequestId(), out -> servers.rebootServer(request, out));
    }

    void cancel(String operation) {
        if (!operation.isEmpty()) {
            var request = CancelOperationRequest.newBuilder()
                    .setId(operation)
                    .setRequestId(client.newId())
                    .build();
            twice("cancel", request.getRequestId(), out -> operations.cancelOperation(request, out));
        }
    }

    void retry(String operation) {
        if (!operation.isEmpty()) {
            var request = RetryOperationRequest.newBuilder()
                    .setId(operation)
                    .setRequestId(client.newId())
                    .build();
            twice("retry", request.getRequestId(), out -> operations.retryOperation(request, out));
        }
    }

    void update(String server) {
        var request = UpdateServerRequest.newBuilder()
                .setServer(Server.newBuilder().setId(server).setDescription("at " + client.nowMillis()))
                .build();
        labelled(out -> servers.updateServer(request, out));
    }

    void metadata(String server) {
        var request = SetServerMetadataRequest.newBuilder()
                .setId(server)
                .putMetadata("at", Long.toString(client.nowMillis()))
                .setReplace(client.chance())
                .setRequestId(client.newId())
                .build();
        client.perhapsTwice(() -> labelled(out -> servers.setServerMetadata(request, out)));
    }

    void tag(String server) {
        var request = AddServerTagRequest.newBuilder()
                .setId(server)
                .setTag("at-" + client.nowMillis())
                .setRequestId(client.newId())
                .build();
        client.perhapsTwice(() -> client.ask(
                (StreamObserver<AddServerTagResponse> out) -> servers.addServerTag(request, out),
                () -> {},
                _ -> {},
                _ -> {}));
    }

    /** Nothing is kept of the answer: labels are there so that servers change under the feet of others. */
    private void labelled(Consumer<StreamObserver<Server>> call) {
        client.ask(call, () -> {}, _ -> {}, _ -> {});
    }

    private void twice(String what, String requestId, Consumer<StreamObserver<Operation>> call) {
        client.perhapsTwice(() -> insist(what, requestId, call));
    }

    private void insist(String what, String requestId, Consumer<StreamObserver<Operation>> call) {
        client.ask(
                call,
                () -> insist(what, requestId, call),
                operation -> client.acknowledged(what, requestId, 0, List.of(operation)),
                _ -> {});
    }
}
