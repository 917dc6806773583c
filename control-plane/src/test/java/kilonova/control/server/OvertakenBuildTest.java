package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import kilonova.control.operation.Operation;
import kilonova.control.replica.Owner;
import org.junit.jupiter.api.Test;

/** A build that another replica drives by now leaves nothing behind in the memory of the one that drove it before. */
final class OvertakenBuildTest {

    @Test
    void portsBoundAfterADeleteHadReleasedThemAreReleased() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("one");
            cloud.networks.duringTheNextPort(() -> cloud.deleteElsewhere(cloud.server(begun)));

            cloud.settle();

            assertThat(cloud.server(begun).deleted()).isTrue();
            assertThat(cloud.networks.all()).isEmpty();
        }
    }

    @Test
    void portsOfABuildThatAnotherReplicaGoesOnWithStay() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("one");
            cloud.networks.duringTheNextPort(() -> cloud.database.write(
                    tx -> cloud.operations.take(tx, cloud.operation(begun), new Owner("another", 1))));

            cloud.settle();

            assertThat(cloud.operation(begun).owner().replica()).isEqualTo("another");
            assertThat(cloud.networks.ports(begun.server().id().toString())).hasSize(1);
        }
    }

    @Test
    void roomThatWasHeldForItIsLetGo() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.create("one");
            Operation open = cloud.operation(begun);
            Operation taken = cloud.database.write(tx ->
                    cloud.operations.take(tx, open, new Owner("another", 1)).orElseThrow());
            assertThat(taken.owner().replica()).isEqualTo("another");

            cloud.settle();

            assertThat(cloud.operation(begun).owner().replica()).isEqualTo("another");
            assertThat(cloud.leftovers()).noneMatch(each -> each.words().contains("memory still holds room"));
        }
    }
}
