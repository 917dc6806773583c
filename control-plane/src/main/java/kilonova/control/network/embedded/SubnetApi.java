package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;
import kilonova.network.v1.BatchCreateSubnetsRequest;
import kilonova.network.v1.BatchCreateSubnetsResponse;
import kilonova.network.v1.CreateSubnetRequest;
import kilonova.network.v1.DeleteSubnetRequest;
import kilonova.network.v1.GetSubnetRequest;
import kilonova.network.v1.ListSubnetsRequest;
import kilonova.network.v1.ListSubnetsResponse;
import kilonova.network.v1.SubnetServiceGrpc;
import kilonova.network.v1.UpdateSubnetRequest;

/** Wire in, wire out: parse, call one method of {@link Subnets}, render. No other logic. */
final class SubnetApi extends SubnetServiceGrpc.SubnetServiceImplBase {
    private final Subnets subnets;
    private final Requests requests;

    SubnetApi(Subnets subnets, Requests requests) {
        this.subnets = subnets;
        this.requests = requests;
    }

    @Override
    public void getSubnet(GetSubnetRequest request, StreamObserver<kilonova.network.v1.Subnet> out) {
        Unary.reply(out, () -> SubnetProto.subnet(subnets.get(who(), request.getId())));
    }

    @Override
    public void listSubnets(ListSubnetsRequest request, StreamObserver<ListSubnetsResponse> out) {
        Unary.reply(
                out,
                () -> SubnetProto.page(
                        who(),
                        request.getListing(),
                        subnets.list(who(), ListingProto.query(who(), request.getListing()))));
    }

    @Override
    public void createSubnet(CreateSubnetRequest request, StreamObserver<kilonova.network.v1.Subnet> out) {
        Unary.reply(
                out,
                () -> subnets.create(
                        who(),
                        List.of(SubnetProto.wanted(request.getSubnet())),
                        requests.once(
                                who(),
                                request,
                                kilonova.network.v1.Subnet.getDefaultInstance(),
                                made -> SubnetProto.subnet(made.getFirst()))));
    }

    @Override
    public void batchCreateSubnets(BatchCreateSubnetsRequest request, StreamObserver<BatchCreateSubnetsResponse> out) {
        Unary.reply(out, () -> {
            var wanted = request.getRequestsList().stream()
                    .map(each -> SubnetProto.wanted(each.getSubnet()))
                    .toList();
            return subnets.create(
                    who(),
                    wanted,
                    requests.once(
                            who(),
                            request,
                            BatchCreateSubnetsResponse.getDefaultInstance(),
                            made -> BatchCreateSubnetsResponse.newBuilder()
                                    .addAllSubnets(made.stream()
                                            .map(SubnetProto::subnet)
                                            .toList())
                                    .build()));
        });
    }

    @Override
    public void updateSubnet(UpdateSubnetRequest request, StreamObserver<kilonova.network.v1.Subnet> out) {
        Unary.reply(out, () -> {
            var said = request.getSubnet();
            var change = SubnetProto.change(said, request.getUpdateMask());
            return subnets.update(
                    who(),
                    said.getId(),
                    change,
                    requests.once(
                            who(), request, kilonova.network.v1.Subnet.getDefaultInstance(), SubnetProto::subnet));
        });
    }

    @Override
    public void deleteSubnet(DeleteSubnetRequest request, StreamObserver<Empty> out) {
        Unary.reply(out, () -> subnets.delete(who(), request.getId(), requests.once(who(), request)));
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
