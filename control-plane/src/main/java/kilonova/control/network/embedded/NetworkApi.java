package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;
import kilonova.network.v1.BatchCreateNetworksRequest;
import kilonova.network.v1.BatchCreateNetworksResponse;
import kilonova.network.v1.CreateNetworkRequest;
import kilonova.network.v1.DeleteNetworkRequest;
import kilonova.network.v1.GetNetworkRequest;
import kilonova.network.v1.ListNetworksRequest;
import kilonova.network.v1.ListNetworksResponse;
import kilonova.network.v1.NetworkServiceGrpc;
import kilonova.network.v1.UpdateNetworkRequest;

/** Wire in, wire out: parse, call one method of {@link TenantNetworks}, render. No other logic. */
final class NetworkApi extends NetworkServiceGrpc.NetworkServiceImplBase {
    private final TenantNetworks networks;
    private final Requests requests;

    NetworkApi(TenantNetworks networks, Requests requests) {
        this.networks = networks;
        this.requests = requests;
    }

    @Override
    public void getNetwork(GetNetworkRequest request, StreamObserver<kilonova.network.v1.Network> out) {
        Unary.reply(out, () -> NetworkProto.network(networks.get(who(), request.getId())));
    }

    @Override
    public void listNetworks(ListNetworksRequest request, StreamObserver<ListNetworksResponse> out) {
        Unary.reply(
                out,
                () -> NetworkProto.page(
                        who(),
                        request.getListing(),
                        networks.list(who(), ListingProto.query(who(), request.getListing()))));
    }

    @Override
    public void createNetwork(CreateNetworkRequest request, StreamObserver<kilonova.network.v1.Network> out) {
        Unary.reply(
                out,
                () -> networks.create(
                        who(),
                        List.of(NetworkProto.wanted(request.getNetwork())),
                        requests.once(
                                who(),
                                request,
                                kilonova.network.v1.Network.getDefaultInstance(),
                                made -> NetworkProto.network(made.getFirst()))));
    }

    @Override
    public void batchCreateNetworks(
            BatchCreateNetworksRequest request, StreamObserver<BatchCreateNetworksResponse> out) {
        Unary.reply(out, () -> {
            var wanted = request.getRequestsList().stream()
                    .map(each -> NetworkProto.wanted(each.getNetwork()))
                    .toList();
            return networks.create(
                    who(),
                    wanted,
                    requests.once(
                            who(),
                            request,
                            BatchCreateNetworksResponse.getDefaultInstance(),
                            made -> BatchCreateNetworksResponse.newBuilder()
                                    .addAllNetworks(made.stream()
                                            .map(NetworkProto::network)
                                            .toList())
                                    .build()));
        });
    }

    @Override
    public void updateNetwork(UpdateNetworkRequest request, StreamObserver<kilonova.network.v1.Network> out) {
        Unary.reply(out, () -> {
            var said = request.getNetwork();
            var change = NetworkProto.change(said, request.getUpdateMask());
            return networks.update(
                    who(),
                    said.getId(),
                    change,
                    requests.once(
                            who(), request, kilonova.network.v1.Network.getDefaultInstance(), NetworkProto::network));
        });
    }

    @Override
    public void deleteNetwork(DeleteNetworkRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> networks.delete(who(), request.getId(), requests.once(who(), request)));
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
