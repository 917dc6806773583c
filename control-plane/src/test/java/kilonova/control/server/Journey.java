package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.DeleteServerRequest;
import kilonova.compute.v1.RebootKind;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.control.edge.Call;
import kilonova.control.operation.OperationQuery;
import kilonova.control.operation.Subject;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/**
 * How one kind of work comes about: what there is before, and what is asked.
 *
 * @param before brings a server to where the work can begin; empty for work that makes one
 */
record Journey(String kind, Before before, Asking asking) {
    private static final String REQUEST = "00000000-0000-4000-8000-0000000000c0";

    interface Before {
        Optional<Begun> prepare(TinyCloud cloud);
    }

    interface Asking {
        /** Asked again, it is the same request. */
        Begun ask(TinyCloud cloud, Call call, String server, String requestId);
    }

    /** One for each kind of work; some kinds are worth several. */
    static List<Journey> all() {
        return List.of(
                new Journey(
                        BuildServer.KIND,
                        cloud -> Optional.empty(),
                        (cloud, call, server, id) -> cloud.servers.create(
                                call,
                                TinyCloud.request("made").toBuilder()
                                        .setRequestId(id)
                                        .build())),
                new Journey(
                        DeleteServer.KIND, Journey::running, (cloud, call, server, id) -> delete(cloud, server, id)),
                new Journey(
                        DeleteServer.KIND, Journey::building, (cloud, call, server, id) -> delete(cloud, server, id)),
                new Journey("stop", Journey::running, (cloud, call, server, id) -> stop(cloud, server, id)),
                new Journey("start", Journey::stopped, (cloud, call, server, id) -> {
                    var request = StartServerRequest.newBuilder()
                            .setId(server)
                            .setRequestId(id)
                            .build();
                    return cloud.servers.power().start(call, request);
                }),
                new Journey(RebootServer.KIND, Journey::running, (cloud, call, server, id) -> cloud.servers
                        .power()
                        .reboot(
                                call,
                                RebootServerRequest.newBuilder()
                                        .setId(server)
                                        .setKind(RebootKind.REBOOT_KIND_HARD)
                                        .setRequestId(id)
                                        .build())),
                new Journey(BuildServer.KIND, Journey::begun, (cloud, call, server, id) -> cancelled(cloud, server)),
                new Journey(ClearServer.KIND, cloud -> Optional.of(cloud.givenUp("one")), (cloud, call, server, id) -> {
                    boolean unused = cloud.database.write(tx -> cloud.servers.clear(tx, server));
                    return latest(cloud, server);
                }));
    }

    /** Nothing is done of it yet. */
    private static Optional<Begun> begun(TinyCloud cloud) {
        return Optional.of(cloud.create("one"));
    }

    /** Asked again, the build has ended, or has come too far meanwhile. */
    private static Begun cancelled(TinyCloud cloud, String server) {
        Begun begun = latest(cloud, server);
        try {
            var unused = cloud.database.write(tx -> cloud.operations
                    .openOn(tx, begun.server().id().subject())
                    .map(open -> cloud.workflows.cancel(tx, open)));
        } catch (ProblemException tooLate) {
            if (!(tooLate.problem() instanceof Problem.NotCancellable)) {
                throw tooLate;
            }
        }
        return begun;
    }

    private static Begun latest(TinyCloud cloud, String server) {
        return cloud.database.read(tx -> new Begun(
                cloud.operations
                        .list(
                                tx,
                                new OperationQuery(
                                        Optional.empty(),
                                        Optional.of(Subject.server(server)),
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                1)
                        .getFirst(),
                cloud.servers.peek(tx, server).orElseThrow()));
    }

    Begun ask(TinyCloud cloud, Optional<Begun> before) {
        String server = before.map(begun -> begun.server().id().toString()).orElse("");
        return asking.ask(cloud, cloud.call("member", "reader"), server, REQUEST);
    }

    private static Begun delete(TinyCloud cloud, String server, String requestId) {
        return cloud.servers.delete(
                cloud.call("member", "reader"),
                DeleteServerRequest.newBuilder()
                        .setId(server)
                        .setRequestId(requestId)
                        .build());
    }

    private static Begun stop(TinyCloud cloud, String server, String requestId) {
        var request = StopServerRequest.newBuilder()
                .setId(server)
                .setRequestId(requestId)
                .build();
        return cloud.servers.power().stop(cloud.call("member", "reader"), request);
    }

    private static Optional<Begun> running(TinyCloud cloud) {
        Begun begun = cloud.create("one");
        cloud.settle();
        return Optional.of(begun);
    }

    /** Its hosts have said nothing yet. */
    private static Optional<Begun> building(TinyCloud cloud) {
        Begun begun = cloud.create("one");
        while (cloud.runner.tick()) {
            // One thing at a time.
        }
        return Optional.of(begun);
    }

    private static Optional<Begun> stopped(TinyCloud cloud) {
        Optional<Begun> begun = running(cloud);
        stop(cloud, begun.orElseThrow().server().id().toString(), "");
        cloud.settle();
        return begun;
    }

    @Override
    public String toString() {
        return kind;
    }
}
