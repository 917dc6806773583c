package kilonova.lab.simulation;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import kilonova.compute.v1.ServerEvent;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceStub;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;
import kilonova.control.audit.Finding;

/** A watcher of servers, who goes on from its bookmark whenever its stream breaks, and believes what it is told. */
final class SimulatedWatcher {
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Timeline timeline;
    private final History history;
    private final ServerServiceStub servers;
    private final String project;
    private final String name;
    private final boolean everyone;
    private final Map<String, Long> generations = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> inSnapshot = new HashSet<>();
    private long bookmark;
    private int streams;

    SimulatedWatcher(Timeline timeline, History history, Channel channel, String project, boolean everyone) {
        this.timeline = timeline;
        this.history = history;
        this.project = project;
        this.name = "the watcher of " + (everyone ? "all projects" : project);
        this.everyone = everyone;
        this.servers = ServerServiceGrpc.newStub(Tenant.calling(channel, project));
    }

    void watch() {
        int mine = ++streams;
        inSnapshot.clear();
        servers.watchServers(
                WatchServersRequest.newBuilder()
                        .setRevision(bookmark)
                        .setAllProjects(everyone)
                        .build(),
                new StreamObserver<>() {
                    @Override
                    public void onNext(WatchServersResponse response) {
                        if (mine == streams) {
                            took(response);
                        }
                    }

                    @Override
                    public void onError(Throwable broken) {
                        if (Status.fromThrowable(broken).getCode() == Status.Code.OUT_OF_RANGE) {
                            // The log does not reach back that far: from a snapshot then.
                            bookmark = 0;
                        }
                        again(mine);
                    }

                    @Override
                    public void onCompleted() {
                        again(mine);
                    }
                });
    }

    private void again(int ended) {
        if (ended == streams) {
            timeline.after(RETRY, this::watch);
        }
    }

    /** What it believes to be there: the generation of each server. */
    Map<String, Long> generations() {
        return generations;
    }

    boolean sees(String whose) {
        return everyone || whose.equals(project);
    }

    @Override
    public String toString() {
        return name;
    }

    private void took(WatchServersResponse response) {
        response.getEventsList().forEach(this::took);
        if (response.getSnapshotComplete()) {
            generations.keySet().removeIf(id -> !inSnapshot.contains(id));
        }
        if (response.getBookmark() != 0) {
            if (response.getBookmark() < bookmark) {
                broken("got bookmark " + response.getBookmark() + " after " + bookmark);
            }
            bookmark = response.getBookmark();
        }
    }

    private void took(ServerEvent event) {
        String id = event.getServer().getId();
        long generation = Long.parseLong(event.getServer().getEtag());
        if (event.getRevision() <= bookmark && bookmark != 0) {
            broken("was told of " + id + " at revision " + event.getRevision() + " after bookmark " + bookmark);
        }
        if (revisions.merge(id, event.getRevision(), Math::max) > event.getRevision()) {
            broken("was told of " + id + " at revision " + event.getRevision() + " after " + revisions.get(id));
        }
        if (generations.getOrDefault(id, 0L) > generation || deleted.contains(id) && !isDeletion(event)) {
            broken("saw " + id + " go back to generation " + generation);
        }
        inSnapshot.add(id);
        if (isDeletion(event)) {
            deleted.add(id);
            generations.remove(id);
        } else {
            generations.put(id, generation);
        }
    }

    private static boolean isDeletion(ServerEvent event) {
        return event.getKind() == ServerEvent.Kind.KIND_DELETED;
    }

    private void broken(String words) {
        history.found(new Finding(7, name + " " + words));
    }
}
