package kilonova.lab.simulation;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private final Truth truth;
    private final ServerServiceStub servers;
    private final String project;
    private final String name;
    private final boolean everyone;
    private final Map<String, Long> generations = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> inSnapshot = new HashSet<>();
    /** Told on the stream that is open. */
    private final Set<Told> onThisStream = new HashSet<>();

    private long bookmark;
    private int streams;

    private record Told(String id, long revision) {}

    SimulatedWatcher(
            Timeline timeline, History history, Truth truth, Channel channel, String project, boolean everyone) {
        this.timeline = timeline;
        this.history = history;
        this.truth = truth;
        this.project = project;
        this.name = "the watcher of " + (everyone ? "all projects" : project);
        this.everyone = everyone;
        this.servers = ServerServiceGrpc.newStub(Tenant.calling(channel, project));
    }

    void watch() {
        int mine = ++streams;
        inSnapshot.clear();
        onThisStream.clear();
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
            covers(toBeInSnapshot(response.getBookmark()), response.getBookmark());
        } else if (response.getBookmark() != 0) {
            covers(truth.between(bookmark, response.getBookmark()), response.getBookmark());
        }
        if (response.getBookmark() != 0) {
            if (response.getBookmark() < bookmark) {
                broken("got bookmark " + response.getBookmark() + " after " + bookmark);
            }
            bookmark = response.getBookmark();
        }
    }

    /** A snapshot tells of what is there, as it is then or later; what ends while it is told may be missing. */
    private Collection<Truth.Change> toBeInSnapshot(long revision) {
        var last = new LinkedHashMap<String, Truth.Change>();
        truth.between(0, revision).stream()
                .filter(SimulatedWatcher::ofServer)
                .forEach(change -> last.put(change.id(), change));
        truth.between(0, truth.newest()).stream()
                .filter(Truth.Change::deleted)
                .forEach(change -> last.remove(change.id()));
        return last.values();
    }

    /** Of each of these changes the watcher has heard, or of a later one of the same server; of an end in any case. */
    private void covers(Collection<Truth.Change> changes, long upTo) {
        for (Truth.Change change : changes) {
            if (!ofServer(change) || !sees(change.project())) {
                continue;
            }
            boolean heard = deleted.contains(change.id())
                    || !change.deleted()
                            && revisions.getOrDefault(change.id(), 0L) >= change.revision()
                            && generations.getOrDefault(change.id(), 0L) >= change.generation();
            if (!heard) {
                broken("got bookmark " + upTo + " and was never told of " + change);
            }
        }
    }

    private static boolean ofServer(Truth.Change change) {
        return change.kind().equals("server");
    }

    private void took(ServerEvent event) {
        String id = event.getServer().getId();
        long generation = Long.parseLong(event.getServer().getEtag());
        if (event.getRevision() <= bookmark && bookmark != 0) {
            broken("was told of " + id + " at revision " + event.getRevision() + " after bookmark " + bookmark);
        }
        if (!onThisStream.add(new Told(id, event.getRevision()))) {
            broken("was told of " + id + " at revision " + event.getRevision() + " twice");
        }
        if (revisions.merge(id, event.getRevision(), Math::max) > event.getRevision()) {
            broken("was told of " + id + " at revision " + event.getRevision() + " after " + revisions.get(id));
        }
        if (generations.getOrDefault(id, 0L) > generation || deleted.contains(id) && !isDeletion(event)) {
            broken("saw " + id + " go back to generation " + generation);
        }
        inSnapshot.add(id);
        if (isDeletion(event)) {
            history.claims().seenGone(id, timeline.nowMicros());
        } else if (everyone) {
            history.claims()
                    .seen(
                            id,
                            event.getServer().getAdmin().getHost(),
                            truth.committedAt(event.getRevision()),
                            timeline.nowMicros());
        }
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
