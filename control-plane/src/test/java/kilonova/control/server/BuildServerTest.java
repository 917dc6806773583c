package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.control.operation.Outcome;
import org.junit.jupiter.api.Test;

final class BuildServerTest {

    @Test
    void aServerIsBuiltWhereThereIsRoom() {
        try (var cloud = new TinyCloud(2)) {
            Begun begun = cloud.running("one");
            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.ACTIVE);
            assertThat(server.state().power()).isEqualTo(Power.RUNNING);
            assertThat(server.state().phase()).isEmpty();
            assertThat(server.interfaces()).hasSize(1);
            assertThat(cloud.operation(begun).outcome()).contains(Outcome.SUCCEEDED);
        }
    }

    @Test
    void aStepSaysOnWhichHostItWasTaken() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            assertThat(cloud.operation(begun).steps())
                    .filteredOn(step -> step.name().equals("SETTLE"))
                    .extracting(kilonova.control.operation.StepRecord::host)
                    .containsExactly("host-1");
        }
    }

    @Test
    void aDeletedServerLeavesNothingBehind() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.running("one");
            cloud.delete(begun.server());
            cloud.settle();
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.DELETED);
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void withoutAHostTheServerIsInErrorAtOnce() {
        try (var cloud = new TinyCloud(0)) {
            Begun begun = cloud.running("one");
            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(server.state().fault().orElseThrow().message()).startsWith("No valid host was found.");
            assertThat(cloud.operation(begun).outcome()).contains(Outcome.FAILED);
        }
    }

    @Test
    void aBuildThatFailsOnOneHostSucceedsOnAnother() {
        try (var cloud = new TinyCloud(2)) {
            cloud.machines.broken.add("host-1");
            Begun begun = cloud.create("one");
            cloud.settle();
            assertThat(cloud.server(begun).place().hostId()).contains("host-2");
            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
        }
    }

    @Test
    void aBuildThatFailsEverywhereLeavesAFaultAndNothingElse() {
        try (var cloud = new TinyCloud(3)) {
            cloud.machines.broken.addAll(List.of("host-1", "host-2", "host-3"));
            Begun begun = cloud.create("one");
            cloud.settle();
            Server server = cloud.server(begun);
            assertThat(server.state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(server.state().fault().orElseThrow().message()).contains("no space left");
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void aDeleteOverridesABuildThatNeverEnds() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("one");
            while (cloud.runner.tick()) {
                // The host says nothing.
            }
            assertThat(cloud.server(begun).state().phase()).contains(Phase.SPAWNING);
            cloud.delete(begun.server());
            cloud.settle();
            assertThat(cloud.operation(begun).outcome()).contains(Outcome.CANCELLED);
            assertThat(cloud.server(begun).deleted()).isTrue();
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void aHostThatNeverAnswersIsGivenUpByTheDeadline() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("one");
            for (int i = 0; i < 40 && cloud.operation(begun).open(); i++) {
                while (cloud.runner.tick()) {
                    // The host says nothing.
                }
                cloud.pass(Duration.ofMinutes(1));
            }
            assertThat(cloud.operation(begun).outcome()).contains(Outcome.FAILED);
            assertThat(cloud.server(begun).state().operation()).isEqualTo(Optional.empty());
            cloud.machines.recover();
            cloud.settle();
            assertThat(cloud.leftovers()).isEmpty();
        }
    }
}
