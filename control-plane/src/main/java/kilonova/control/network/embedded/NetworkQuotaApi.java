package kilonova.control.network.embedded;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.util.List;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.request.Requests;
import kilonova.network.v1.GetNetworkQuotasRequest;
import kilonova.network.v1.GetNetworkQuotasResponse;
import kilonova.network.v1.NetworkQuota;
import kilonova.network.v1.NetworkQuotaServiceGrpc;
import kilonova.network.v1.ResetNetworkQuotasRequest;
import kilonova.network.v1.SetNetworkQuotasRequest;

/** Wire in, wire out: parse, call one method of {@link NetworkQuotas}, render. No other logic. */
final class NetworkQuotaApi extends NetworkQuotaServiceGrpc.NetworkQuotaServiceImplBase {
    private final NetworkQuotas quotas;
    private final Requests requests;

    NetworkQuotaApi(NetworkQuotas quotas, Requests requests) {
        this.quotas = quotas;
        this.requests = requests;
    }

    @Override
    public void getNetworkQuotas(GetNetworkQuotasRequest request, StreamObserver<GetNetworkQuotasResponse> out) {
        Unary.reply(out, () -> {
            ProjectId project =
                    request.getProjectId().isEmpty() ? who().projectOrNone() : new ProjectId(request.getProjectId());
            return response(
                    project, request.getDefaults() ? quotas.standards(who(), project) : quotas.get(who(), project));
        });
    }

    @Override
    public void setNetworkQuotas(SetNetworkQuotasRequest request, StreamObserver<GetNetworkQuotasResponse> out) {
        Unary.reply(out, () -> {
            var project = new ProjectId(request.getProjectId());
            return quotas.set(
                    who(),
                    project,
                    request.getLimitsMap(),
                    requests.once(
                            who(),
                            request,
                            GetNetworkQuotasResponse.getDefaultInstance(),
                            uses -> response(project, uses)));
        });
    }

    @Override
    public void resetNetworkQuotas(ResetNetworkQuotasRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out, () -> quotas.reset(who(), new ProjectId(request.getProjectId()), requests.once(who(), request)));
    }

    private static GetNetworkQuotasResponse response(ProjectId project, List<NetworkQuotas.Use> uses) {
        return GetNetworkQuotasResponse.newBuilder()
                .setProjectId(project.value())
                .addAllQuotas(uses.stream()
                        .map(use -> NetworkQuota.newBuilder()
                                .setResource(use.resource().word())
                                .setLimit(use.limit())
                                .setUsed(use.used())
                                .build())
                        .toList())
                .build();
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
