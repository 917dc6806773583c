package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
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

    NetworkApi(TenantNetworks networks) {
        this.networks = networks;
    }

    @Override
    public void getNetwork(GetNetworkRequest request, StreamObserver<kilonova.network.v1.Network> out) {
        Unary.reply(out, () -> NetworkProto.network(networks.get(who(), request.getId())));
    }

    @Override
    public void listNetworks(ListNetworksRequest request, StreamObserver<ListNetworksResponse> out) {
        Unary.reply(out, () -> NetworkProto.page(networks.list(who(), ListingProto.query(request.getListing()))));
    }

    @Override
    public void createNetwork(CreateNetworkRequest request, StreamObserver<kilonova.network.v1.Network> out) {
        Unary.reply(
                out,
                () -> NetworkProto.network(networks.create(who(), List.of(NetworkProto.wanted(request.getNetwork())))
                        .getFirst()));
    }

    @Override
    public void batchCreateNetworks(
            BatchCreateNetworksRequest request, StreamObserver<BatchCreateNetworksResponse> out) {
        Unary.reply(out, () -> {
            var wanted = request.getRequestsList().stream()
                    .map(each -> NetworkProto.wanted(each.getNetwork()))
                    .toList();
            return BatchCreateNetworksResponse.newBuilder()
                    .addAllNetworks(networks.create(who(), wanted).stream()
                            .map(NetworkProto::network)
                            .toList())
                    .build();
        });
    }

    @Override
    public void updateNetwork(UpdateNetworkRequest request, StreamObserver<kilonova.network.v1.Network> out) {
        Unary.reply(out, () -> {
            var said = request.getNetwork();
            var change = NetworkProto.change(said, request.getUpdateMask());
            return NetworkProto.network(networks.update(who(), said.getId(), change));
        });
    }

    @Override
    public void deleteNetwork(DeleteNetworkRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> {
            networks.delete(who(), request.getId());
            return Empty.getDefaultInstance();
        });
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
