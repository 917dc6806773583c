package kilonova.control.server;

import java.util.List;
import kilonova.compute.v1.RebootServerRequest;
import kilonova.compute.v1.StartServerRequest;
import kilonova.compute.v1.StopServerRequest;
import kilonova.control.edge.Call;
import kilonova.control.operation.Failure;
import kilonova.control.store.Json;
import kilonova.kernel.Problem;

/** Power of servers: starting, stopping, rebooting. */
final class ServerPower {
    private final ServerNeighbours with;
    private final ServerRequests requests;
    private final ChangePower start;
    private final ChangePower stop;
    private final RebootServer reboot;

    ServerPower(ServerNeighbours with, ServerRequests requests, ServerRows rows) {
        this.with = with;
        this.requests = requests;
        this.start = ChangePower.start(rows);
        this.stop = ChangePower.stop(rows);
        this.reboot = new RebootServer(rows);
        List.of(start, stop, reboot).forEach(with.workflows()::register);
    }

    Begun start(Call call, StartServerRequest request) {
        return requests.once(call, request, tx -> {
            Server seen = requests.guarded(tx, call, request.getId(), request.getEtag(), Servers.RULE + "start");
            return switch (ServerLifecycle.start(seen, requests.overridesLock(call))) {
                case ServerLifecycle.Decision.Begin begin ->
                    requests.move(
                            tx,
                            call,
                            seen,
                            start,
                            ChangePower.Step.WISH,
                            "{}",
                            ChangePower.DEADLINE,
                            Phase.POWERING_ON);
                case ServerLifecycle.Decision.Joined joined -> throw new IllegalStateException("start never joins");
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    Begun stop(Call call, StopServerRequest request) {
        return requests.once(call, request, tx -> {
            Server seen = requests.guarded(tx, call, request.getId(), request.getEtag(), Servers.RULE + "stop");
            return switch (ServerLifecycle.stop(seen, requests.overridesLock(call))) {
                case ServerLifecycle.Decision.Begin begin ->
                    requests.move(
                            tx,
                            call,
                            seen,
                            stop,
                            ChangePower.Step.WISH,
                            "{}",
                            ChangePower.DEADLINE,
                            Phase.POWERING_OFF);
                case ServerLifecycle.Decision.Joined joined -> throw new IllegalStateException("stop never joins");
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }

    Begun reboot(Call call, RebootServerRequest request) {
        boolean hard =
                switch (request.getKind()) {
                    case REBOOT_KIND_HARD -> true;
                    case REBOOT_KIND_SOFT -> false;
                    case REBOOT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                        throw new Problem.Invalid("kind", "missing (expected: SOFT or HARD)").raise();
                };
        return requests.once(call, request, tx -> {
            Server seen = requests.guarded(tx, call, request.getId(), request.getEtag(), Servers.RULE + "reboot");
            var decision = hard
                    ? ServerLifecycle.rebootHard(seen, requests.overridesLock(call))
                    : ServerLifecycle.rebootSoft(seen, requests.overridesLock(call));
            return switch (decision) {
                case ServerLifecycle.Decision.Begin begin -> {
                    if (seen.state().operation().isPresent()) {
                        with.workflows()
                                .supersede(
                                        tx,
                                        seen.id().subject(),
                                        new Failure("Rebooted", "The server was rebooted again.", "", false));
                    }
                    yield requests.move(
                            tx,
                            call,
                            seen,
                            reboot,
                            RebootServer.Step.WISH,
                            Json.write(new RebootServer.Notes(hard)),
                            RebootServer.DEADLINE,
                            hard ? Phase.REBOOTING_HARD : Phase.REBOOTING);
                }
                case ServerLifecycle.Decision.Joined joined -> throw new IllegalStateException("reboot never joins");
                case ServerLifecycle.Decision.Refuse(Problem why) -> throw why.raise();
            };
        });
    }
}
