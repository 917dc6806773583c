package kilonova.control.quota;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.GetDefaultQuotasRequest;
import kilonova.compute.v1.GetQuotasRequest;
import kilonova.compute.v1.GetQuotasResponse;
import kilonova.compute.v1.QuotaEvent;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.ResetQuotasRequest;
import kilonova.compute.v1.SetDefaultQuotasRequest;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.compute.v1.WatchQuotasRequest;
import kilonova.compute.v1.WatchQuotasResponse;
import kilonova.control.edge.Call;
import kilonova.control.edge.Unary;
import kilonova.control.identity.KnownProjects;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.request.Once;
import kilonova.control.request.Requests;
import kilonova.control.watch.Watches;

/** Wire in, wire out: parse, call one method of {@link Quotas}, render. No other logic. */
public final class QuotaApi extends QuotaServiceGrpc.QuotaServiceImplBase {
    private final Quotas quotas;
    private final KnownProjects projects;
    private final Requests requests;
    private final Watches watches;

    public QuotaApi(Quotas quotas, KnownProjects projects, Requests requests, Watches watches) {
        this.quotas = quotas;
        this.projects = projects;
        this.requests = requests;
        this.watches = watches;
    }

    @Override
    public void getQuotas(GetQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
        Unary.reply(out, () -> message(project(request.getProjectId()), user(request.getUserId())));
    }

    @Override
    public void getDefaultQuotas(GetDefaultQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
        Unary.reply(out, () -> QuotaProto.message("", quotas.usual(who())));
    }

    @Override
    public void setQuotas(SetQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
        Unary.reply(out, () -> {
            ProjectId project = project(request.getProjectId());
            quotas.requireUpdate(who(), project);
            requireKnown(project);
            Optional<UserId> user = user(request.getUserId());
            return quotas.set(
                    who(), project, user, request.getLimitsMap(), request.getForce(), once(request, project.value()));
        });
    }

    @Override
    public void setDefaultQuotas(SetDefaultQuotasRequest request, StreamObserver<GetQuotasResponse> out) {
        Unary.reply(out, () -> quotas.setUsual(who(), request.getLimitsMap(), once(request, "")));
    }

    @Override
    public void resetQuotas(ResetQuotasRequest request, StreamObserver<Empty> out) {
        Unary.reply(
                out,
                () -> quotas.reset(
                        who(),
                        project(request.getProjectId()),
                        user(request.getUserId()),
                        requests.once(who(), request)));
    }

    @Override
    public void watchQuotas(WatchQuotasRequest request, StreamObserver<WatchQuotasResponse> out) {
        Unary.stream(out, () -> {
            ProjectId project = project(request.getProjectId());
            watches.open(
                    out,
                    quotas.watch(
                            Call.current(),
                            project,
                            user(request.getUserId()),
                            request.getRevision(),
                            (limits, revision) -> WatchQuotasResponse.newBuilder()
                                    .addEvents(QuotaEvent.newBuilder()
                                            .setQuotas(QuotaProto.message(project.value(), limits))
                                            .setRevision(revision))
                                    .build(),
                            (bookmark, complete) -> WatchQuotasResponse.newBuilder()
                                    .setBookmark(bookmark)
                                    .setSnapshotComplete(complete)
                                    .build()));
        });
    }

    private GetQuotasResponse message(ProjectId project, Optional<UserId> user) {
        List<Quota> found = quotas.quotas(who(), project, user);
        requireKnown(project);
        return QuotaProto.message(project.value(), found);
    }

    private Once<List<Quota>, GetQuotasResponse> once(Message request, String project) {
        return requests.once(
                who(), request, GetQuotasResponse.getDefaultInstance(), quotas -> QuotaProto.message(project, quotas));
    }

    /** Limits of one that is gone can still be reset. Asked of those only who may know. */
    private void requireKnown(ProjectId project) {
        projects.require(project, who());
    }

    private static ProjectId project(String id) {
        return id.isEmpty() ? who().projectOrNone() : new ProjectId(id);
    }

    private static Optional<UserId> user(String id) {
        return id.isEmpty() ? Optional.empty() : Optional.of(new UserId(id));
    }

    private static Principal who() {
        return Call.current().principal();
    }
}
