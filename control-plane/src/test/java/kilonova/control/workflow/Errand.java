package kilonova.control.workflow;

import java.time.Duration;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.store.Tx;

/** A workflow of the tests: walks there, waits for word, is home; who does not get there walks back. */
final class Errand implements Workflow<Errand.Step, Errand.ErrandFacts> {
    enum Step {
        GO,
        WAIT,
        HOME,
        BACK
    }

    record ErrandFacts(Operation operation) implements Facts<ErrandFacts> {
        @Override
        public ErrandFacts with(Operation next) {
            return new ErrandFacts(next);
        }
    }

    record Walk() implements Effect.Outside {}

    record WalkBack() implements Effect.Outside {}

    static final Duration DEADLINE = Duration.ofMinutes(10);
    static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Failure RAIN = new Failure("Rain", "It rains.", "", false);

    private Runnable onTheWay = () -> {};
    private int walks;
    private int walksBack;
    private int given;
    private boolean word = true;
    private boolean rain;
    private boolean wayBack = true;
    private boolean fits = true;

    /** What happens while it walks. */
    void onTheWay(Runnable happening) {
        onTheWay = happening;
    }

    int walks() {
        return walks;
    }

    int walksBack() {
        return walksBack;
    }

    /** How often one was given up. */
    int givenUp() {
        return given;
    }

    /** Whether the walk there fails. */
    void rain(boolean falls) {
        rain = falls;
    }

    /** Whether the walk back goes well. */
    void wayBack(boolean there) {
        wayBack = there;
    }

    /** Whether what went well still fits when it is recorded. */
    void fits(boolean well) {
        fits = well;
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
            case BACK -> new WalkBack();
        };
    }

    @Override
    public Answer perform(Effect.Outside effect, ErrandFacts facts) {
        if (effect instanceof WalkBack) {
            walksBack++;
            return wayBack ? new Answer.Done() : new Answer.Failed(RAIN);
        }
        walks++;
        onTheWay.run();
        return rain ? new Answer.Failed(RAIN) : new Answer.Done();
    }

    @Override
    public Next<Step> after(Step step, ErrandFacts facts, Answer answer) {
        return switch (step) {
            case GO ->
                switch (answer) {
                    case Answer.Done done -> new Next.To<>(Step.WAIT);
                    case Answer.Learned learned -> new Next.To<>(Step.WAIT);
                    case Answer.Failed(Failure why) -> new Next.Undo<>(Step.BACK, why);
                    case Answer.Late late ->
                        new Next.Undo<>(Step.BACK, new Failure("TimedOut", "It is too late.", "", false));
                };
            case WAIT -> new Next.To<>(Step.HOME);
            case HOME -> new Next.End<>();
            case BACK ->
                switch (answer) {
                    case Answer.Done done -> new Next.End<>();
                    case Answer.Learned learned -> new Next.End<>();
                    case Answer.Failed failed -> new Next.Again<>(PAUSE);
                    case Answer.Late late -> throw new IllegalStateException("who walks back is never late");
                };
        };
    }

    @Override
    public ErrandFacts record(Tx tx, Step step, ErrandFacts facts, Answer answer, Next<Step> next) {
        if (!fits && answer instanceof Answer.Done) {
            throw new Reconsider("the way moved meanwhile");
        }
        return facts;
    }

    @Override
    public void abandon(Tx tx, ErrandFacts facts, Failure why) {
        given++;
    }
}
