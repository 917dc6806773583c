package kilonova.control.server;

import java.time.Duration;
import java.util.List;
import kilonova.control.node.WantedPower;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Answer;
import kilonova.control.workflow.Effect;
import kilonova.control.workflow.Next;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;

/**
 * Starts or stops one server. What fails is left as it is: undoing it neither starts nor stops a guest. The server rests
 * where it rested, with the reason as its fault, and goes where its guest is seen to be.
 */
final class ChangePower implements Workflow<ChangePower.Step, ServerFacts> {
    enum Step {
        WISH,
        SETTLE,
        UNDO_WISH
    }

    /** Longer than a guest gets to shut down by itself. */
    static final Duration DEADLINE = Duration.ofMinutes(5);

    private final String kind;
    private final WantedPower wanted;
    private final ServerRows rows;

    private ChangePower(String kind, WantedPower wanted, ServerRows rows) {
        this.kind = kind;
        this.wanted = wanted;
        this.rows = rows;
    }

    static ChangePower start(ServerRows rows) {
        return new ChangePower("start", WantedPower.RUNNING, rows);
    }

    static ChangePower stop(ServerRows rows) {
        return new ChangePower("stop", WantedPower.SHUT_OFF, rows);
    }

    @Override
    public String kind() {
        return kind;
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
        return switch (step) {
            case WISH, UNDO_WISH -> new Effect.Rows();
            case SETTLE ->
                answered(facts.server()) || !facts.hostUp()
                        ? new Effect.Rows()
                        : new Effect.Await(facts.stepDeadline(DEADLINE));
        };
    }

    @Override
    public Answer perform(Effect.Outside effect, ServerFacts facts) {
        throw new IllegalStateException("changing power reaches nothing outside: " + effect);
    }

    @Override
    public Next<Step> after(Step step, ServerFacts facts, Answer answer) {
        Observed observed = facts.server().observed();
        return switch (step) {
            case WISH -> new Next.To<>(Step.SETTLE);
            case SETTLE -> {
                if (answer instanceof Answer.Late) {
                    yield undo(Failure.of(new Problem.TimedOut("The host did not " + kind + " the server in time.")));
                }
                if (observed.fulfils(facts.server().place().wishGeneration())) {
                    yield new Next.End<>();
                }
                yield undo(
                        answered(facts.server())
                                ? new Failure(observed.reason(), observed.message(), "", false)
                                : facts.hostAway(false));
            }
            case UNDO_WISH -> new Next.End<>();
        };
    }

    private static Next<Step> undo(Failure why) {
        return new Next.Undo<>(Step.UNDO_WISH, why);
    }

    @Override
    public String waitsFor(Step step, Operation operation) {
        return switch (step) {
            case SETTLE ->
                wanted == WantedPower.RUNNING
                        ? "the host to start the guest"
                        : "the guest to shut down by itself, or the host to end it";
            case WISH, UNDO_WISH -> step.name();
        };
    }

    @Override
    public void abandon(Tx tx, ServerFacts facts, Failure why) {
        rows.abandon(tx, facts, why);
    }

    @Override
    public ServerFacts record(Tx tx, Step step, ServerFacts facts, Answer answer, Next<Step> next) {
        Server server = facts.server();
        return switch (step) {
            case WISH -> rows.replace(tx, facts, rows.wish(tx, server, wanted, List.of()));
            case SETTLE ->
                next instanceof Next.End<Step>
                        ? rows.replace(
                                tx,
                                facts,
                                server.with(server.state().resting(rest()).healthy()))
                        : facts;
            case UNDO_WISH -> {
                Server left = rows.wish(tx, server, WantedPower.AS_IT_IS, List.of());
                Fault why = Fault.of(facts.operation().failure().orElseThrow(), rows.now());
                yield rows.replace(
                        tx,
                        facts,
                        left.with(left.state().resting(left.state().rests()).faulty(why)));
            }
        };
    }

    private RestingState rest() {
        return switch (wanted) {
            case RUNNING -> RestingState.ACTIVE;
            case SHUT_OFF -> RestingState.STOPPED;
            case ABSENT, AS_IT_IS -> throw new IllegalStateException("not a power to change to: " + wanted);
        };
    }

    private static boolean answered(Server server) {
        long wish = server.place().wishGeneration();
        return server.observed().fulfils(wish) || server.observed().fails(wish);
    }
}
