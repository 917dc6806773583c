package kilonova.control.audit;

import io.grpc.stub.StreamObserver;
import kilonova.compute.v1.AuditServiceGrpc;
import kilonova.compute.v1.Finding;
import kilonova.compute.v1.GetAuditRequest;
import kilonova.compute.v1.ListFindingsRequest;
import kilonova.compute.v1.ListFindingsResponse;
import kilonova.compute.v1.RepairFindingRequest;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.request.Requests;

/** Wire in, wire out for the standing audit. */
public final class AuditApi extends AuditServiceGrpc.AuditServiceImplBase {
    private final AuditDesk desk;
    private final Requests requests;

    public AuditApi(AuditDesk desk, Requests requests) {
        this.desk = desk;
        this.requests = requests;
    }

    @Override
    public void getAudit(GetAuditRequest request, StreamObserver<kilonova.compute.v1.Audit> out) {
        Unary.reply(out, () -> AuditProto.audit(desk.standing(who())));
    }

    @Override
    public void listFindings(ListFindingsRequest request, StreamObserver<ListFindingsResponse> out) {
        Unary.reply(out, () -> {
            AuditDesk.Page page = desk.list(
                    who(),
                    request.getOpenOnly(),
                    Paging.place(request.getPageToken(), request, who()),
                    Paging.size(request.getPageSize()));
            var response = ListFindingsResponse.newBuilder();
            page.findings().forEach(finding -> response.addFindings(AuditProto.finding(finding)));
            page.more().ifPresent(last -> response.setNextPageToken(Paging.token(last, request, who())));
            return response.build();
        });
    }

    @Override
    public void repairFinding(RepairFindingRequest request, StreamObserver<Finding> out) {
        Unary.reply(
                out,
                () -> desk.repair(
                        who(),
                        request.getId(),
                        requests.once(who(), request, Finding.getDefaultInstance(), AuditProto::finding)));
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
