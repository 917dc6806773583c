package kilonova.control.server;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kilonova.control.guard.Guard;
import kilonova.control.network.PortRequest;
import kilonova.control.node.WantedPower;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.store.Json;
import kilonova.control.store.Tx;
import kilonova.control.workflow.Answer;
import kilonova.control.workflow.CallOff;
import kilonova.control.workflow.Effect;
import kilonova.control.workflow.Next;
import kilonova.control.workflow.Reconsider;
import kilonova.control.workflow.Workflow;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;

/** Builds one server. Each step is safe to run twice; what fails is undone step by step, and tried on another host. */
final class BuildServer implements Workflow<BuildServer.Step, ServerFacts> {
    enum Step {
        CLAIM,
        NETWORK,
        BOOT,
        SETTLE,
        UNDO_BOOT,
        UNDO_SETTLE,
        UNDO_NETWORK,
        UNDO_CLAIM
    }

    static final String KIND = "create";
    /** By then it runs, or is undone. */
    static final Duration DEADLINE = Duration.ofMinutes(30);

    private static final Duration BOOT_PATIENCE = Duration.ofMinutes(20);
    private static final Duration UNDO_PATIENCE = Duration.ofMinutes(1);
    /** Attempts at a step before the host is given up for what is no fault of its own: half a minute, all together. */
    private static final int MAX_ATTEMPTS = 7;
    /** Hosts that one build tries ([scheduler]max_attempts). */
    private static final int MAX_HOSTS = 3;

    /**
     * What a build notes for itself.
     *
     * @param tried the hosts that failed it
     * @param before why the last of them did, in words for the owner, who sees no names of hosts; empty on the first
     */
    record Notes(Set<String> tried, String before) {
        static final String FIRST = Json.write(new Notes(Set.of(), ""));
    }

    private final ServerRows rows;
    private final ServerEffects effects;
    private final PlacementLedger ledger;
    private final LatePorts latePorts;

    BuildServer(ServerRows rows, ServerEffects effects, PlacementLedger ledger, LatePorts latePorts) {
        this.rows = rows;
        this.effects = effects;
        this.ledger = ledger;
        this.latePorts = latePorts;
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
        Server server = facts.server();
        return switch (step) {
            case CLAIM -> chooseHost(server, notes(facts).tried());
            case NETWORK ->
                server.details().ports().isEmpty() ? new Effect.Rows() : new ServerEffect.BindPorts(ports(server));
            case BOOT, UNDO_BOOT, UNDO_CLAIM -> new Effect.Rows();
            case SETTLE ->
                answered(server) || !facts.hostUp()
                        ? new Effect.Rows()
                        : new Effect.Await(facts.stepDeadline(BOOT_PATIENCE));
            // The wish that nothing be there stays, and is granted when the host can.
            case UNDO_SETTLE ->
                gone(facts) || refused(server)
                        ? new Effect.Rows()
                        : new Effect.Await(facts.stepDeadline(UNDO_PATIENCE));
            case UNDO_NETWORK ->
                server.details().ports().isEmpty()
                        ? new Effect.Rows()
                        : new ServerEffect.ReleasePorts(server.id().toString());
        };
    }

    /** What nobody can read as a demand, no host can meet. */
    private static Effect chooseHost(Server server, Set<String> tried) {
        try {
            return new ServerEffect.ChooseHost(Demand.of(server, tried));
        } catch (ProblemException senseless) {
            return new Effect.Fail(Failure.of(senseless.problem()));
        }
    }

    @Override
    public Answer perform(Effect.Outside effect, ServerFacts facts) {
        return effects.perform(effect);
    }

    /**
     * Room that the scheduler holds in its memory would be held for ever where another replica has the build by now; ports
     * bound after another replica's delete had released them would stay bound.
     */
    @Override
    public void forgo(Effect.Outside effect, ServerFacts facts) {
        ServerId id = facts.server().id();
        switch ((ServerEffect) effect) {
            case ServerEffect.ChooseHost room -> effects.letGo(id.toString());
            case ServerEffect.BindPorts bound -> latePorts.letGo(id);
            case ServerEffect.ReleasePorts released -> {}
        }
    }

    @Override
    public Next<Step> after(Step step, ServerFacts facts, Answer answer) {
        return switch (answer) {
            case Answer.Done done -> forward(step, facts);
            case Answer.Learned learned -> forward(step, facts);
            case Answer.Failed(Failure why) -> failed(step, facts, why);
            case Answer.Late late ->
                switch (step) {
                    case UNDO_SETTLE -> new Next.To<>(Step.UNDO_NETWORK); // The wish stays until the host is back.
                    case CLAIM, NETWORK, BOOT, SETTLE, UNDO_BOOT, UNDO_NETWORK, UNDO_CLAIM ->
                        failed(
                                step,
                                facts,
                                Failure.of(new Problem.TimedOut(
                                        "The server was not built in time; it stood at " + step + ".")));
                };
        };
    }

    private static Next<Step> forward(Step step, ServerFacts facts) {
        return switch (step) {
            case CLAIM -> new Next.To<>(Step.NETWORK);
            case NETWORK -> new Next.To<>(Step.BOOT);
            // As long as no wish was stated nothing can have been started: another host may have it.
            case BOOT ->
                facts.hostUp() ? new Next.To<>(Step.SETTLE) : new Next.Undo<>(Step.UNDO_NETWORK, facts.hostAway(true));
            case SETTLE -> settled(facts);
            case UNDO_BOOT -> new Next.To<>(Step.UNDO_SETTLE);
            case UNDO_SETTLE -> new Next.To<>(Step.UNDO_NETWORK);
            case UNDO_NETWORK -> new Next.To<>(Step.UNDO_CLAIM);
            case UNDO_CLAIM -> worthAnotherHost(facts) ? new Next.Anew<>(Step.CLAIM) : new Next.End<>();
        };
    }

    /** What a host that went away has started may still run: no other host may have the server, or two would run it. */
    private static Next<Step> settled(ServerFacts facts) {
        Observed observed = facts.server().observed();
        if (observed.fulfils(facts.server().place().wishGeneration())) {
            return new Next.End<>();
        }
        return new Next.Undo<>(
                Step.UNDO_BOOT,
                answered(facts.server())
                        ? new Failure(observed.reason(), observed.message(), "", observed.retriable())
                        : facts.hostAway(false));
    }

    private static Next<Step> failed(Step step, ServerFacts facts, Failure why) {
        return switch (step) {
            // No valid host: ERROR at once, as Nova.
            case CLAIM ->
                passing(facts, why)
                        ? again(facts)
                        : new Next.Undo<>(
                                Step.UNDO_CLAIM, notes(facts).before().isEmpty() ? why : withBefore(facts, why));
            case NETWORK -> passing(facts, why) ? again(facts) : new Next.Undo<>(Step.UNDO_NETWORK, why);
            case BOOT, SETTLE -> new Next.Undo<>(Step.UNDO_BOOT, why);
            case UNDO_BOOT, UNDO_SETTLE, UNDO_NETWORK, UNDO_CLAIM -> again(facts);
        };
    }

    private static Next<Step> again(ServerFacts facts) {
        return new Next.Again<>(Backoff.after(facts.operation().attempt()));
    }

    /** Whether a neighbour, or our own database, is away for a moment: no host can help that. */
    private static boolean passing(ServerFacts facts, Failure why) {
        return why.retriable() && facts.operation().attempt() < MAX_ATTEMPTS;
    }

    /** That no host is left is not the whole story when one of them failed. */
    private static Failure withBefore(ServerFacts facts, Failure why) {
        return new Failure(
                why.reason(),
                why.message() + " Before that, on another host: " + notes(facts).before(),
                (why.details() + " Ids of the hosts that failed it: "
                                + String.join(", ", new TreeSet<>(notes(facts).tried())))
                        .strip(),
                false);
    }

    /** As long as no guest is wished for, nothing of it can run. */
    @Override
    public CallOff<Step> callOff(Step step, ServerFacts facts) {
        return switch (step) {
            case CLAIM -> new CallOff.From<>(Step.UNDO_CLAIM);
            case NETWORK, BOOT -> new CallOff.From<>(Step.UNDO_NETWORK);
            case SETTLE ->
                new CallOff.TooLate<>("its host is starting its guest. Whoever wants it gone deletes the server.");
            case UNDO_BOOT, UNDO_SETTLE, UNDO_NETWORK, UNDO_CLAIM ->
                new CallOff.TooLate<>("it is being undone already.");
        };
    }

    @Override
    public String waitsFor(Step step, Operation operation) {
        return switch (step) {
            case SETTLE -> "the host to start the guest";
            case UNDO_SETTLE -> "the host to remove the guest";
            case CLAIM, NETWORK, BOOT, UNDO_BOOT, UNDO_NETWORK, UNDO_CLAIM -> step.name();
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
            case CLAIM -> answer instanceof ServerAnswer.HostChosen chosen ? claim(tx, facts, chosen) : facts;
            case NETWORK ->
                answer instanceof ServerAnswer.PortsBound bound
                        ? rows.hostAnew(
                                tx, rows.replace(tx, facts, server.with(Ports.interfaces(server, bound.ports()))))
                        : facts;
            case BOOT ->
                next instanceof Next.Undo<Step>
                        ? facts
                        : rows.replace(
                                tx,
                                facts,
                                rows.wish(tx, server, WantedPower.RUNNING, List.of())
                                        .with(server.state()
                                                .during(facts.operation().id(), Phase.SPAWNING)));
            case SETTLE -> next instanceof Next.End<Step> ? rows.replace(tx, facts, built(server)) : facts;
            case UNDO_BOOT -> rows.replace(tx, facts, rows.wish(tx, server, WantedPower.ABSENT, List.of()));
            case UNDO_NETWORK ->
                facts.server().interfaces().isEmpty() ? facts : rows.replace(tx, facts, server.with(List.of()));
            case UNDO_CLAIM -> release(tx, facts, next);
            case UNDO_SETTLE -> facts;
        };
    }

    private ServerFacts claim(Tx tx, ServerFacts facts, ServerAnswer.HostChosen chosen) {
        Server server = facts.server();
        String id = server.id().toString();
        boolean held = ledger.claim(
                tx,
                new Allocation(
                        id, chosen.hostId(), server.project(), server.user(), Demand.resources(server.flavor())));
        if (!held) {
            throw new Reconsider("host " + chosen.hostName() + " filled up meanwhile");
        }
        effects.placed(tx, id);
        return rows.replace(
                        tx,
                        facts,
                        server.with(server.place().claimed(chosen.hostId(), chosen.hostName(), chosen.zone()))
                                .with(server.state().during(facts.operation().id(), Phase.NETWORKING)))
                .onHost();
    }

    private Server built(Server server) {
        return server.with(server.state()
                        .resting(RestingState.ACTIVE)
                        .observed(Power.RUNNING)
                        .healthy()
                        .launched(rows.now()))
                .withoutPassword();
    }

    private ServerFacts release(Tx tx, ServerFacts facts, Next<Step> next) {
        Server server = facts.server();
        String id = server.id().toString();
        if (Guard.STEP_UNDONE.stands()) {
            ledger.release(tx, id);
        }
        effects.placed(tx, id);
        server.place()
                .hostId()
                .filter(host -> gone(facts) && server.observed().absent())
                .ifPresent(host -> rows.forget(tx, server, host));
        var tried = new HashSet<>(notes(facts).tried());
        server.place().hostId().ifPresent(tried::add);
        String before = facts.operation()
                .failure()
                .filter(why -> server.place().hostId().isPresent())
                .map(Failure::message)
                .orElse(notes(facts).before());
        ServerState state = next instanceof Next.Anew<Step>
                ? server.state().during(facts.operation().id(), Phase.SCHEDULING)
                : server.state()
                        .resting(RestingState.ERROR)
                        .observed(Power.NONE)
                        .faulty(Fault.of(facts.operation().failure().orElseThrow(), rows.now()));
        return rows.replace(
                        tx,
                        facts,
                        server.with(server.place().left()).with(state).withoutPasswordIf(state))
                .with(facts.operation().noting(Json.write(new Notes(tried, before))));
    }

    private static boolean answered(Server server) {
        long wish = server.place().wishGeneration();
        return server.observed().fulfils(wish) || server.observed().fails(wish);
    }

    private static boolean gone(ServerFacts facts) {
        Observed observed = facts.server().observed();
        return !facts.hostUp()
                || observed.absent() && observed.fulfils(facts.server().place().wishGeneration());
    }

    private static boolean worthAnotherHost(ServerFacts facts) {
        boolean retriable =
                facts.operation().failure().filter(Failure::retriable).isPresent();
        return retriable
                && facts.server().place().hostId().isPresent()
                && nothingRuns(facts.server())
                && notes(facts).tried().size() + 1 < MAX_HOSTS;
    }

    private static boolean refused(Server server) {
        return server.observed().fails(server.place().wishGeneration());
    }

    /** No wish was stated, or the host says that nothing of the server is there: no second host can come to run it too. */
    private static boolean nothingRuns(Server server) {
        return server.state().phase().filter(Phase.SPAWNING::equals).isEmpty()
                || server.observed().absent()
                        && server.observed().fulfils(server.place().wishGeneration());
    }

    private static Notes notes(ServerFacts facts) {
        return Json.read(facts.operation().facts(), Notes.class);
    }

    private static List<PortRequest> ports(Server server) {
        return server.details().ports().stream()
                .map(port -> Ports.request(server, port))
                .toList();
    }
}
