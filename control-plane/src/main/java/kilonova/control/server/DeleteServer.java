package kilonova.control.server;

import java.util.List;
import kilonova.control.guard.Guard;
import kilonova.control.node.WantedPower;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.quota.Quotas;
import kilonova.control.server.GuestRemoval.Step;
import kilonova.control.store.Json;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Answer;
import kilonova.control.workflow.Effect;
import kilonova.control.workflow.Next;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;

/**
 * Deletes one server, from whatever state a build or another operation left it in. A host that cannot be reached is not
 * waited for: the wish that nothing be there stays until it is back.
 */
final class DeleteServer implements Workflow<GuestRemoval.Step, ServerFacts> {
    /** @param trouble why the ports could not be unplugged when that was last tried; empty when it was not */
    record Notes(String trouble) {
        static final String FIRST = Json.write(new Notes(""));
    }

    static final String KIND = "delete";

    private final ServerRows rows;
    private final ServerEffects effects;
    private final PlacementLedger ledger;
    private final Quotas quotas;

    DeleteServer(ServerRows rows, ServerEffects effects, PlacementLedger ledger, Quotas quotas) {
        this.rows = rows;
        this.effects = effects;
        this.ledger = ledger;
        this.quotas = quotas;
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
            case Answer.Failed(Failure why) ->
                new Next.Again<>(Backoff.after(facts.operation().attempt()));
            case Answer.Late late -> new Next.Undo<>(Step.GIVE_UP, Failure.of(new Problem.TimedOut(late(step, facts))));
        };
    }

    /** What was waited for in vain. */
    private static String late(Step step, ServerFacts facts) {
        return switch (step) {
            case GUEST, GONE, RELEASE, GIVE_UP ->
                "The host of the server did not remove the guest in time: delete again.";
            case NETWORK ->
                "The ports of the server could not be unplugged: "
                        + Json.read(facts.operation().facts(), Notes.class).trouble() + " Delete again.";
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
            case GUEST ->
                server.place().hostId().isEmpty()
                        ? facts
                        : rows.replace(tx, facts, rows.wish(tx, server, WantedPower.ABSENT, List.of()));
            case RELEASE -> {
                String id = server.id().toString();
                release(tx, server);
                effects.placed(tx, id);
                if (server.observed().absent() && GuestRemoval.gone(facts)) {
                    server.place().hostId().ifPresent(host -> rows.forget(tx, server, host));
                }
                yield rows.replace(
                        tx,
                        facts,
                        server.with(server.state().deleted(rows.now()))
                                .with(server.place().left())
                                .with(List.of())
                                .withoutSecrets());
            }
            case GIVE_UP ->
                rows.replace(
                        tx,
                        facts,
                        server.with(server.state()
                                .resting(RestingState.ERROR)
                                .faulty(Fault.of(facts.operation().failure().orElseThrow(), rows.now()))));
            case NETWORK ->
                answer instanceof Answer.Failed(Failure why)
                        ? facts.with(facts.operation().noting(Json.write(new Notes(why.message()))))
                        : facts;
            case GONE -> facts;
        };
    }

    private void release(Tx tx, Server server) {
        if (Guard.ROOM_GIVEN_BACK.stands()) {
            ledger.release(tx, server.id().toString());
        }
        if (Guard.QUOTA_GIVEN_BACK.stands()) {
            quotas.release(
                    tx,
                    server.project(),
                    server.user(),
                    1,
                    server.flavor().vcpus(),
                    server.flavor().memoryMb());
        }
    }
}
