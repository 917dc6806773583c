package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kilonova.control.operation.Failure;
import kilonova.control.operation.Operation;
import kilonova.control.operation.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds that are called off, wherever they stand. */
final class CancelledBuildTest {
    private static Operation cancel(TinyCloud cloud, Begun begun) {
        return cloud.database.write(tx -> cloud.workflows.cancel(
                tx, cloud.operations.find(tx, begun.operation().id()).orElseThrow()));
    }

    private static void assertUndone(TinyCloud cloud, Begun begun) {
        Operation ended = cloud.operation(begun);
        assertThat(ended.outcome()).contains(Outcome.FAILED);
        assertThat(ended.failure().map(Failure::reason)).contains("Cancelled");
        Server server = cloud.server(begun);
        assertThat(server.state().rests()).isEqualTo(RestingState.ERROR);
        assertThat(server.state().fault().orElseThrow().message()).isEqualTo("The operation was cancelled.");
        assertThat(cloud.networks.all()).isEmpty();
        assertThat(cloud.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatHasNoWishYetIsUndoneWithTheReason(int ticks) {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("a");
            for (int i = 0; i < ticks; i++) {
                assertThat(cloud.runner.tick()).isTrue();
            }

            assertThat(cancel(cloud, begun).open()).isTrue();
            cloud.settle();

            assertUndone(cloud, begun);
        }
    }

    @Test
    void whatIsCalledOffWhileItsPortIsMadeLeavesNone() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("a");
            cloud.networks.duringTheNextPort(() -> cancel(cloud, begun));
            cloud.settle();

            assertUndone(cloud, begun);
        }
    }

    @Test
    void whatIsCalledOffIsUndoneByAnotherLifeOfTheProcess() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("a");
            assertThat(cloud.runner.tick()).isTrue();
            cancel(cloud, begun);

            cloud.restart();
            cloud.settle();

            assertUndone(cloud, begun);
        }
    }

    @Test
    void whatHasAWishIsNotCalledOffAndSaysWhy() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("a");
            while (cloud.runner.tick()) {
                // The host has not answered.
            }

            assertThatThrownBy(() -> cancel(cloud, begun))
                    .hasMessageContaining("its host is starting its guest")
                    .hasMessageNotContaining("host-1")
                    .hasMessageContaining("deletes the server");
            cloud.settle();

            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void otherWorkIsNotCalledOff() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("a");
            Begun stop = cloud.stop(begun);

            assertThatThrownBy(() -> cancel(cloud, stop))
                    .hasMessageContaining("what is begun of a stop cannot be undone");
        }
    }

    @Test
    void theNextAttemptIsMadeAtOnceWhenSomebodyAsksForIt() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("a");
            cloud.networks.away(3);
            Begun delete = cloud.delete(cloud.server(begun));
            cloud.settle();
            Operation waits = cloud.operation(delete);
            assertThat(waits.attempt()).isEqualTo(1);
            assertThat(cloud.workflows.waitsFor(waits)).isEqualTo("the next attempt at NETWORK");

            for (int attempt = 2; attempt <= 3; attempt++) {
                retry(cloud, delete);
                cloud.settle();
                assertThat(cloud.operation(delete).attempt()).isEqualTo(attempt);
            }
            retry(cloud, delete);
            cloud.settle();

            assertThat(cloud.operation(delete).outcome()).contains(Outcome.SUCCEEDED);
        }
    }

    @Test
    void askingForTheNextAttemptChangesNothingWhereAHostIsWaitedFor() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("a");
            while (cloud.runner.tick()) {
                // The host has not answered.
            }
            Operation before = cloud.operation(begun);
            assertThat(cloud.workflows.waitsFor(before)).isEqualTo("the host to start the guest");

            retry(cloud, begun);
            while (cloud.runner.tick()) {
                // Nothing moves.
            }
            assertThat(cloud.operation(begun)).isEqualTo(before);

            cloud.settle();
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
        }
    }

    private static void retry(TinyCloud cloud, Begun begun) {
        cloud.database.write(tx -> cloud.workflows.retry(
                tx, cloud.operations.find(tx, begun.operation().id()).orElseThrow()));
    }
}
