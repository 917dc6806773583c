package kilonova.control.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.store.Json;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Answer;
import kilonova.control.workflow.Effect;
import kilonova.control.workflow.Next;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;

/** Reboots one server: an action that the node journals under the operation's id, so that it is done once. */
final class RebootServer implements Workflow<RebootServer.Step, ServerFacts> {
    enum Step {
        WISH,
        SETTLE,
        GIVE_UP
    }

    static final String KIND = "reboot";
    static final Duration DEADLINE = Duration.ofMinutes(10);

    /** @param hard the guest is made anew on its disks */
    record Notes(boolean hard) {}

    private final ServerRows rows;

    RebootServer(ServerRows rows) {
        this.rows = rows;
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
        return switch (step) {
            case WISH, GIVE_UP -> new Effect.Rows();
            case SETTLE ->
                done(facts).isPresent() || failed(facts) || !facts.hostUp()
                        ? new Effect.Rows()
                        : new Effect.Await(facts.stepDeadline(DEADLINE));
        };
    }

    @Override
    public Answer perform(Effect.Outside effect, ServerFacts facts) {
        throw new IllegalStateException("rebooting reaches nothing outside: " + effect);
    }

    @Override
    public Next<Step> after(Step step, ServerFacts facts, Answer answer) {
        return switch (step) {
            case WISH -> new Next.To<>(Step.SETTLE);
            case SETTLE -> {
                if (answer instanceof Answer.Late) {
                    yield giveUp(Failure.of(new Problem.TimedOut("The host did not reboot the server in time.")));
                }
                Optional<Observed.ActionDone> done = done(facts);
                if (done.isPresent() && done.get().error().isEmpty()) {
                    yield new Next.End<>();
                }
                yield giveUp(why(facts, done));
            }
            case GIVE_UP -> new Next.End<>();
        };
    }

    private static Failure why(ServerFacts facts, Optional<Observed.ActionDone> done) {
        if (done.isPresent()) {
            return new Failure("RebootFailed", done.get().error(), "", false);
        }
        Observed observed = facts.server().observed();
        return failed(facts) ? new Failure(observed.reason(), observed.message(), "", false) : facts.hostAway(false);
    }

    private static Next<Step> giveUp(Failure why) {
        return new Next.Undo<>(Step.GIVE_UP, why);
    }

    @Override
    public String waitsFor(Step step, Operation operation) {
        return switch (step) {
            case SETTLE ->
                Json.read(operation.facts(), Notes.class).hard()
                        ? "the host to make the guest anew"
                        : "the guest to shut down by itself and come back, or the host to make it anew";
            case WISH, GIVE_UP -> step.name();
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
            case WISH -> {
                boolean hard = Json.read(facts.operation().facts(), Notes.class).hard();
                var action = new Wish.Action(facts.operation().id().toString(), hard ? "reboot-hard" : "reboot-soft");
                yield rows.replace(tx, facts, rows.wish(tx, server, WantedPower.RUNNING, List.of(action)));
            }
            case SETTLE ->
                next instanceof Next.End<Step>
                        ? rows.replace(
                                tx,
                                facts,
                                server.with(server.state()
                                        .resting(RestingState.ACTIVE)
                                        .healthy()))
                        : facts;
            case GIVE_UP -> {
                // What is not asked for any more must not happen later.
                Server quiet = rows.wish(tx, server, WantedPower.AS_IT_IS, List.of());
                Fault why = Fault.of(facts.operation().failure().orElseThrow(), rows.now());
                // As in Nova, a guest that runs all the same is no error.
                RestingState rests = server.state().power() == Power.RUNNING ? RestingState.ACTIVE : RestingState.ERROR;
                yield rows.replace(
                        tx, facts, quiet.with(quiet.state().resting(rests).faulty(why)));
            }
        };
    }

    private static Optional<Observed.ActionDone> done(ServerFacts facts) {
        String id = facts.operation().id().toString();
        return facts.server().observed().actions().stream()
                .filter(action -> action.id().equals(id))
                .findFirst();
    }

    private static boolean failed(ServerFacts facts) {
        return facts.server().observed().fails(facts.server().place().wishGeneration());
    }
}
