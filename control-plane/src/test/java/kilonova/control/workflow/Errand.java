package kilonova.control.workflow;

import java.time.Duration;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.store.Tx;

/** A workflow of the tests: walks there, waits for word, is home. */
final class Errand implements Workflow<Errand.Step, Errand.ErrandFacts> {
    enum Step {
        GO,
        WAIT,
        HOME
    }

    record ErrandFacts(Operation operation) implements Facts<ErrandFacts> {
        @Override
        public ErrandFacts with(Operation next) {
            return new ErrandFacts(next);
        }
    }

    record Walk() implements Effect.Outside {}

    static final Duration DEADLINE = Duration.ofMinutes(10);

    private Runnable onTheWay = () -> {};
    private int walks;
    private boolean word = true;

    /** What happens while it walks. */
    void onTheWay(Runnable happening) {
        onTheWay = happening;
    }

    int walks() {
        return walks;
    }

    /** Whether there is word for whoever waits. */
    void word(boolean there) {
        word = there;
    }

    @Override
    public String kind() {
        return "errand";
    }

    @Override
    public Class<Step> steps() {
        return Step.class;
    }

    @Override
    public ErrandFacts look(Tx tx, Operation operation) {
        return new ErrandFacts(operation);
    }

    @Override
    public Effect decide(Step step, ErrandFacts facts) {
        return switch (step) {
            case GO -> new Walk();
            case WAIT ->
                word ? new Effect.Rows() : new Effect.Await(facts.operation().deadline());
            case HOME -> new Effect.Rows();
        };
    }

    @Override
    public Answer perform(Effect.Outside effect, ErrandFacts facts) {
        walks++;
        onTheWay.run();
        return new Answer.Done();
    }

    @Override
    public Next<Step> after(Step step, ErrandFacts facts, Answer answer) {
        return switch (step) {
            case GO -> new Next.To<>(Step.WAIT);
            case WAIT -> new Next.To<>(Step.HOME);
            case HOME -> new Next.End<>();
        };
    }

    @Override
    public ErrandFacts record(Tx tx, Step step, ErrandFacts facts, Answer answer, Next<Step> next) {
        return facts;
    }

    @Override
    public void abandon(Tx tx, ErrandFacts facts, Failure why) {
        // Nobody waits for it at home.
    }
}
