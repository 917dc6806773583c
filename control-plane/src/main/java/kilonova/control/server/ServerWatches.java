package kilonova.control.server;

import io.grpc.stub.StreamObserver;
import java.util.Optional;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;
import kilonova.control.edge.Call;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.watch.Watch;
import kilonova.control.watch.Watches;

/** Streams of servers as they change: of the caller's project, or of all for those who may see them. */
public final class ServerWatches {
    private static final String DETAIL = "os_compute_api:servers:detail";
    private static final String EVERYWHERE = DETAIL + ":get_all_tenants";

    private final Policy policy;
    private final ServerViews views;
    private final Watches watches;
    private final ServerRepository repository = new ServerRepository();

    public ServerWatches(Servers servers, Policy policy, Watches watches) {
        this.policy = policy;
        this.views = servers.views();
        this.watches = watches;
    }

    void open(Call call, WatchServersRequest request, StreamObserver<WatchServersResponse> out) {
        Principal who = call.principal();
        Runnable admission = call.admission(now -> requireSight(now, request.getAllProjects()));
        Optional<ProjectId> seen = request.getAllProjects() ? Optional.empty() : Optional.of(who.projectOrNone());
        watches.open(
                out,
                new Watch<>(
                        who.user(),
                        Watch.of(Servers.KIND, seen),
                        request.getRevision(),
                        admission,
                        (tx, after, limit) -> repository.ids(tx, seen, after, limit),
                        new ServerTelling(repository, views, who),
                        (bookmark, complete) -> WatchServersResponse.newBuilder()
                                .setBookmark(bookmark)
                                .setSnapshotComplete(complete)
                                .build()));
    }

    private void requireSight(Principal who, boolean everywhere) {
        policy.require(who, DETAIL, Target.own(who));
        if (everywhere) {
            policy.require(who, EVERYWHERE, Target.own(who));
        }
    }
}
