package kilonova.control.server;

import java.util.List;
import kilonova.control.node.WantedPower;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.server.GuestRemoval.Step;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Answer;
import kilonova.control.workflow.Effect;
import kilonova.control.workflow.Next;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;

/**
 * Takes back what a build holds that was given up midway: its guest, if there is one, its ports, its room on the host. The
 * server stays in ERROR, with the fault that it has, as one whose build was undone. Nobody asks for it but the audit.
 */
final class ClearServer implements Workflow<GuestRemoval.Step, ServerFacts> {
    static final String KIND = "clear";

    private final ServerRows rows;
    private final ServerEffects effects;
    private final PlacementLedger ledger;

    ClearServer(ServerRows rows, ServerEffects effects, PlacementLedger ledger) {
        this.rows = rows;
        this.effects = effects;
        this.ledger = ledger;
    }

    /** Pure. Whether the server is what a build leaves behind that was given up: its undoing would have left no host. */
    static boolean leftBehind(Server server) {
        ServerState state = server.state();
        return state.rests() == RestingState.ERROR
                && state.operation().isEmpty()
                && state.launchedAt().isEmpty()
                && server.place().hostId().isPresent();
    }

    void begin(Tx tx, ServerNeighbours with, ServerRepository repository, Server seen) {
        with.workflows()
                .begin(
                        tx,
                        this,
                        seen.id().subject(),
                        seen.project(),
                        seen.user(),
                        "req-" + with.env().ids().next(),
                        Step.GUEST,
                        "{}",
                        GuestRemoval.DEADLINE,
                        operation -> rows.facts(
                                tx,
                                operation,
                                repository.replace(
                                        tx, seen, seen.with(seen.state().cleared(operation.id())), rows.now())));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Class<Step> steps() {
        return Step.class;
    }

    @Override
    public ServerFacts look(Tx tx, Operation operation) {
        return rows.look(tx, operation);
    }

    @Override
    public Effect decide(Step step, ServerFacts facts) {
        return GuestRemoval.decide(step, facts);
    }

    @Override
    public Answer perform(Effect.Outside effect, ServerFacts facts) {
        return effects.perform(effect);
    }

    @Override
    public Next<Step> after(Step step, ServerFacts facts, Answer answer) {
        return switch (answer) {
            case Answer.Done done -> GuestRemoval.forward(step, facts);
            case Answer.Learned learned -> GuestRemoval.forward(step, facts);
            case Answer.Failed failed ->
                new Next.Again<>(Backoff.after(facts.operation().attempt()));
            case Answer.Late late ->
                new Next.Undo<>(
                        Step.GIVE_UP,
                        Failure.of(new Problem.TimedOut(
                                "What a build left behind could not be taken back in time; it stood at " + step
                                        + ".")));
        };
    }

    @Override
    public String waitsFor(Step step, Operation operation) {
        return GuestRemoval.waitsFor(step);
    }

    @Override
    public void abandon(Tx tx, ServerFacts facts, Failure why) {
        rows.abandon(tx, facts, why);
    }

    @Override
    public ServerFacts record(Tx tx, Step step, ServerFacts facts, Answer answer, Next<Step> next) {
        Server server = facts.server();
        return switch (step) {
            case GUEST -> rows.replace(tx, facts, rows.wish(tx, server, WantedPower.ABSENT, List.of()));
            case RELEASE -> {
                String id = server.id().toString();
                ledger.release(tx, id);
                effects.placed(tx, id);
                if (server.observed().absent() && GuestRemoval.gone(facts)) {
                    server.place().hostId().ifPresent(host -> rows.forget(tx, server, host));
                }
                yield rows.replace(
                        tx,
                        facts,
                        server.with(server.place().left())
                                .with(List.of())
                                .with(server.state().resting(RestingState.ERROR).observed(Power.NONE)));
            }
            case GIVE_UP -> rows.replace(tx, facts, server.with(server.state().resting(RestingState.ERROR)));
            case GONE, NETWORK -> facts;
        };
    }
}
