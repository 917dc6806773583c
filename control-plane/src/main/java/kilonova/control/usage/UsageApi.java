package kilonova.control.usage;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import kilonova.compute.v1.ListServerUsagesRequest;
import kilonova.compute.v1.ListServerUsagesResponse;
import kilonova.compute.v1.UsageServiceGrpc;
import kilonova.control.edge.Call;
import kilonova.control.edge.Paging;
import kilonova.control.edge.Unary;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;

/** Wire in, wire out: parse, call one method of {@link Usages}, render. No other logic. */
public final class UsageApi extends UsageServiceGrpc.UsageServiceImplBase {
    private final Usages usages;

    public UsageApi(Usages usages) {
        this.usages = usages;
    }

    @Override
    public void listServerUsages(ListServerUsagesRequest request, StreamObserver<ListServerUsagesResponse> out) {
        Unary.reply(out, () -> {
            Principal who = Call.current().principal();
            UsagePage page = usages.page(
                    who,
                    project(request, who),
                    micros(request.hasStartTime(), request.getStartTime()),
                    micros(request.hasEndTime(), request.getEndTime()),
                    Paging.after(request.getPageToken(), request.getAfterServerId(), request, who),
                    Paging.size(request.getPageSize()));
            var response = UsageProto.message(page);
            if (page.more()) {
                response.setNextPageToken(
                        Paging.token(page.usages().getLast().run().id().toString(), request, who));
            }
            return response.build();
        });
    }

    private static Optional<ProjectId> project(ListServerUsagesRequest request, Principal who) {
        if (request.getAllProjects()) {
            return Optional.empty();
        }
        return Optional.of(
                request.getProjectId().isEmpty() ? who.projectOrNone() : new ProjectId(request.getProjectId()));
    }

    private static Optional<Long> micros(boolean said, Timestamp time) {
        return said ? Optional.of(Timestamps.toMicros(time)) : Optional.empty();
    }
}
