package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;
import kilonova.network.v1.BatchCreatePortsRequest;
import kilonova.network.v1.BatchCreatePortsResponse;
import kilonova.network.v1.CreatePortRequest;
import kilonova.network.v1.DeletePortRequest;
import kilonova.network.v1.GetPortRequest;
import kilonova.network.v1.ListPortsRequest;
import kilonova.network.v1.ListPortsResponse;
import kilonova.network.v1.PortServiceGrpc;
import kilonova.network.v1.UpdatePortRequest;

/** Wire in, wire out: parse, call one method of {@link Ports}, render. No other logic. */
final class PortApi extends PortServiceGrpc.PortServiceImplBase {
    private final Ports ports;
    private final Requests requests;

    PortApi(Ports ports, Requests requests) {
        this.ports = ports;
        this.requests = requests;
    }

    @Override
    public void getPort(GetPortRequest request, StreamObserver<kilonova.network.v1.Port> out) {
        Unary.reply(out, () -> PortProto.port(who(), ports.get(who(), request.getId())));
    }

    @Override
    public void listPorts(ListPortsRequest request, StreamObserver<ListPortsResponse> out) {
        Unary.reply(
                out,
                () -> PortProto.page(
                        who(),
                        request.getListing(),
                        ports.list(who(), ListingProto.query(who(), request.getListing()))));
    }

    @Override
    public void createPort(CreatePortRequest request, StreamObserver<kilonova.network.v1.Port> out) {
        Principal who = who();
        Unary.reply(
                out,
                () -> ports.create(
                        who,
                        List.of(PortProto.wanted(request.getPort())),
                        requests.once(
                                who(),
                                request,
                                kilonova.network.v1.Port.getDefaultInstance(),
                                made -> PortProto.port(who, made.getFirst()))));
    }

    @Override
    public void batchCreatePorts(BatchCreatePortsRequest request, StreamObserver<BatchCreatePortsResponse> out) {
        Unary.reply(out, () -> {
            Principal who = who();
            var wanted = request.getRequestsList().stream()
                    .map(each -> PortProto.wanted(each.getPort()))
                    .toList();
            return ports.create(
                    who(),
                    wanted,
                    requests.once(
                            who(),
                            request,
                            BatchCreatePortsResponse.getDefaultInstance(),
                            made -> BatchCreatePortsResponse.newBuilder()
                                    .addAllPorts(made.stream()
                                            .map(port -> PortProto.port(who, port))
                                            .toList())
                                    .build()));
        });
    }

    @Override
    public void updatePort(UpdatePortRequest request, StreamObserver<kilonova.network.v1.Port> out) {
        Unary.reply(out, () -> {
            Principal who = who();
            var said = request.getPort();
            var change = PortProto.change(said, request.getUpdateMask());
            return ports.update(
                    who(),
                    said.getId(),
                    change,
                    PortProto.asks(said, request.getUpdateMask()),
                    requests.once(
                            who(),
                            request,
                            kilonova.network.v1.Port.getDefaultInstance(),
                            port -> PortProto.port(who, port)));
        });
    }

    @Override
    public void deletePort(DeletePortRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> ports.delete(who(), request.getId(), requests.once(who(), request)));
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
