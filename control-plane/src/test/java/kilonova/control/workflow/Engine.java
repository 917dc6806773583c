package kilonova.control.workflow;

import java.util.Random;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationId;
import kilonova.control.operation.Operations;
import kilonova.control.operation.Subject;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Ids;
import kilonova.testkit.clock.HandClock;

/** One process that runs errands; its runner is ticked by hand. */
final class Engine implements AutoCloseable {
    final Database database;
    final Replicas replicas;
    final Operations operations = new Operations();
    final Workflows workflows;
    final Runner runner;
    final Errand errand = new Errand();
    private final Env env;

    Engine(Database database, Env env, String replica) {
        this.env = env;
        this.database = database;
        this.replicas = new Replicas(env, database, replica);
        replicas.join();
        this.workflows = new Workflows(env, operations, replicas);
        workflows.register(errand);
        this.runner = new Runner(env, database, operations, workflows);
    }

    static Env env(HandClock clock, int seed) {
        var random = new Random(seed);
        return new Env(clock, random, Ids.timeOrdered(clock, random));
    }

    OperationId begin() {
        String server = env.ids().next().toString();
        return database.write(tx -> workflows.begin(
                        tx,
                        errand,
                        Subject.server(server),
                        new ProjectId("p1"),
                        new UserId("u1"),
                        "req-1",
                        Errand.Step.GO,
                        "{}",
                        Errand.DEADLINE,
                        Errand.ErrandFacts::new))
                .operation()
                .id();
    }

    /** Everything that can happen at this time happens. */
    void drain() {
        while (runner.tick()) {
            // One thing at a time.
        }
    }

    /** What this process does twice a second. */
    void round() {
        if (replicas.tick()) {
            runner.sweep();
        }
    }

    Operation operation(OperationId id) {
        return database.read(tx -> operations.find(tx, id)).orElseThrow();
    }

    @Override
    public void close() {
        runner.close();
        database.close();
    }
}
