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

/** Starts or stops one server. What fails is wished back to where it was; the server rests where it rested. */
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
    private final WantedPower before;
    private final ServerRows rows;

    private ChangePower(String kind, WantedPower wanted, WantedPower before, ServerRows rows) {
        this.kind = kind;
        this.wanted = wanted;
        this.before = before;
        this.rows = rows;
    }

    static ChangePower start(ServerRows rows) {
        return new ChangePower("start", WantedPower.RUNNING, WantedPower.SHUT_OFF, rows);
    }

    static ChangePower stop(ServerRows rows) {
        return new ChangePower("stop", WantedPower.SHUT_OFF, WantedPower.RUNNING, rows);
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
                answered(facts.server()) ? new Effect.Rows() : new Effect.Await(facts.stepDeadline(DEADLINE));
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
                    yield new Next.Undo<>(
                            Step.UNDO_WISH,
                            Failure.of(new Problem.TimedOut("The host did not " + kind + " the server in time.")));
                }
                yield observed.fulfils(facts.server().place().wishGeneration())
                        ? new Next.End<>()
                        : new Next.Undo<>(
                                Step.UNDO_WISH, new Failure(observed.reason(), observed.message(), "", false));
            }
            case UNDO_WISH -> new Next.End<>();
        };
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
                Server back = rows.wish(tx, server, before, List.of());
                yield rows.replace(
                        tx, facts, back.with(back.state().resting(back.state().rests())));
            }
        };
    }

    private RestingState rest() {
        return switch (wanted) {
            case RUNNING -> RestingState.ACTIVE;
            case SHUT_OFF -> RestingState.STOPPED;
            case ABSENT -> throw new IllegalStateException("no power change ends without a guest");
        };
    }

    private static boolean answered(Server server) {
        long wish = server.place().wishGeneration();
        return server.observed().fulfils(wish) || server.observed().fails(wish);
    }
}
