package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.operation.Outcome;
import org.junit.jupiter.api.Test;

/** Operations that can never go on: they end with a reason, and let their server go. */
final class StrandedOperationTest {
    private static void sql(TinyCloud cloud, String statement) {
        cloud.database.write(tx -> tx.sql().execute(statement));
    }

    /** A build whose host has not answered, and whose notes nobody can read any more. */
    private static Begun strand(TinyCloud cloud) {
        Begun begun = cloud.create("stuck");
        tick(cloud);
        sql(cloud, "update operation set facts = 'no JSON', step = 'CLAIM'");
        return begun;
    }

    private static void tick(TinyCloud cloud) {
        while (cloud.runner.tick()) {
            // One thing at a time; no host answers.
        }
    }

    @Test
    void aFlavorThatNobodyCanReadEndsTheBuildAtOnce() {
        try (var cloud = new TinyCloud(1)) {
            sql(cloud, "update flavor set extra_specs = '{\"resources:VCPU\": \"many\"}' where id = '1'");
            Begun begun = cloud.create("odd");

            cloud.settle();

            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(server.state().phase()).isEmpty();
            assertThat(server.state().fault().orElseThrow().message()).contains("resources:VCPU", "many");
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void groupsThatMustBeApartFindNoHost() {
        try (var cloud = new TinyCloud(1)) {
            sql(
                    cloud,
                    "update flavor set extra_specs = '{\"resources1:VCPU\": \"1\", \"resources2:VCPU\": \"1\","
                            + " \"group_policy\": \"isolate\"}' where id = '1'");
            Begun begun = cloud.create("apart");

            cloud.settle();

            assertThat(cloud.server(begun).state().fault().orElseThrow().message())
                    .startsWith("No valid host was found.")
                    .contains("isolate");
        }
    }

    @Test
    void amountsOfSeveralGroupsAddUp() {
        try (var cloud = new TinyCloud(1)) {
            sql(
                    cloud,
                    "update flavor set extra_specs = '{\"resources1:VCPU\": \"1\", \"resources2:VCPU\": \"2\"}'"
                            + " where id = '1'");
            Begun begun = cloud.create("both");

            cloud.settle();

            assertThat(Demand.resources(cloud.server(begun).flavor()).of("VCPU"))
                    .isEqualTo(3);
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
        }
    }

    @Test
    void aBugEndsWithTheDeadlineOfItsOperation() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = strand(cloud);

            cloud.pass(Duration.ofMinutes(29));
            tick(cloud);
            assertThat(cloud.operation(begun).open()).isTrue();

            cloud.pass(Duration.ofMinutes(2));
            tick(cloud);

            Operation ended = cloud.operation(begun);
            assertThat(ended.outcome()).contains(Outcome.FAILED);
            assertThat(ended.failure().map(Failure::reason)).contains("Internal");
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(cloud.server(begun).state().operation()).isEmpty();
        }
    }

    @Test
    void whatWasGivenUpCanBeDeletedAndLeavesNothing() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = strand(cloud);
            cloud.pass(Duration.ofMinutes(31));
            cloud.settle();

            cloud.delete(cloud.server(begun));
            cloud.settle();

            assertThat(cloud.server(begun).deleted()).isTrue();
            assertThat(cloud.leftovers()).isEmpty();
        }
    }
}
