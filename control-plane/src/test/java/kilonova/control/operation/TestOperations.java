package kilonova.control.operation;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.replica.Owner;
import kilonova.kernel.Env;

/** Operations as a test needs them. */
public final class TestOperations {
    private static final Env ENV = Env.real();

    private TestOperations() {}

    /** An open one that was just begun. */
    public static Operation on(Subject subject) {
        long now = ENV.nowMicros();
        return new Operation(
                new OperationId(ENV.ids().next()),
                "test",
                subject,
                new ProjectId("p1"),
                new UserId("u1"),
                "req-1",
                "FIRST",
                0,
                Optional.empty(),
                "{}",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                now + 60_000_000,
                new Owner("replica", 1),
                1,
                now,
                now,
                Optional.empty());
    }
}
