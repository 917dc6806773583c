package kilonova.control.server;

import java.util.ArrayList;
import java.util.List;
import kilonova.control.network.Networks;
import kilonova.control.network.Port;
import kilonova.control.network.PortRequest;
import kilonova.control.operation.Failure;
import kilonova.control.scheduling.Choice;
import kilonova.control.scheduling.PlacementRequest;
import kilonova.control.scheduling.Scheduler;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Answer;
import kilonova.control.workflow.Effect;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/** Performs the effects of servers, through the roles beyond. No rules here. */
final class ServerEffects {
    private final Scheduler scheduler;
    private final Networks networks;

    ServerEffects(Scheduler scheduler, Networks networks) {
        this.scheduler = scheduler;
        this.networks = networks;
    }

    Answer perform(Effect.Outside effect) {
        return switch ((ServerEffect) effect) {
            case ServerEffect.ChooseHost choose -> choose(choose.request());
            case ServerEffect.BindPorts(List<PortRequest> requests) -> {
                var ports = new ArrayList<Port>(requests.size());
                for (PortRequest request : requests) {
                    ports.add(networks.ensurePort(request));
                }
                yield new ServerAnswer.PortsBound(ports);
            }
            case ServerEffect.ReleasePorts(String serverId) -> {
                networks.releasePorts(serverId);
                yield new Answer.Done();
            }
        };
    }

    private Answer choose(PlacementRequest request) {
        try {
            return switch (scheduler.choose(request)) {
                case Choice.Chosen(String id, String name, String zone) -> new ServerAnswer.HostChosen(id, name, zone);
                case Choice.Refused none -> new Answer.Failed(Failure.of(new Problem.NoValidHost(none.explanation())));
            };
        } catch (ProblemException senseless) {
            // The site's settings changed since the hint was taken.
            return new Answer.Failed(Failure.of(senseless.problem()));
        }
    }

    /** What the scheduler holds for the server in memory goes. */
    void letGo(String serverId) {
        scheduler.settled(serverId);
    }

    /**
     * With the transaction, what the scheduler holds for the server in memory may go: the rows say it then. Also when
     * nobody can tell whether it was committed; if it was not, the host is chosen anew.
     */
    void placed(Tx tx, String serverId) {
        Runnable forget = () -> letGo(serverId);
        tx.afterCommit(forget);
        tx.inDoubt(forget);
    }
}
