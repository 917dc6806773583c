package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kilonova.compute.v1.CreateServerRequest;
import org.junit.jupiter.api.Test;

/** What no host here can do is refused by name, and never passed over. */
final class UnservedTest {
    @Test
    void wishesThatNoHostServesAreNamed() {
        for (var wish : Map.of(
                        "hw:cpu_policy", "dedicated",
                        "hw:mem_page_size", "1GB",
                        "hw:numa_nodes", "2",
                        "hw:mem_encryption", "True",
                        "pci_passthrough:alias", "gpu:1")
                .entrySet()) {
            assertThat(Unserved.of(Map.of(wish.getKey(), wish.getValue()), Map.of()))
                    .contains(wish.getKey() + "=" + wish.getValue());
        }
        assertThat(Unserved.of(Map.of(), Map.of("hw_cpu_policy", "dedicated"))).contains("hw_cpu_policy=dedicated");
    }

    @Test
    void wishesThatEveryHostServesAreNot() {
        assertThat(Unserved.of(
                        Map.of("hw:cpu_policy", "shared", "hw:mem_page_size", "small", "hw:numa_nodes", "1"),
                        Map.of("hw_mem_encryption", "false", "hw_disk_bus", "virtio")))
                .isEmpty();
    }

    @Test
    void aServerOfSuchAFlavorEndsWithTheNameOfTheWish() {
        try (var cloud = new TinyCloud(1)) {
            cloud.database.write(tx -> tx.sql()
                    .execute("update flavor set extra_specs = '{\"hw:cpu_policy\":\"dedicated\"}' where id = '1'"));
            Begun begun = cloud.create("pinned");
            cloud.settle();

            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(cloud.server(begun).state().fault().orElseThrow().message())
                    .contains("hw:cpu_policy=dedicated");
            assertThat(cloud.leftovers()).isEmpty();
        }
    }

    @Test
    void whatAnImageSaysOfAmountsIsItsOwnAffair() {
        try (var cloud = new TinyCloud(1)) {
            cloud.images.says(PlayedImages.TINY, Map.of("resources:VCPU", "many", "trait:nonsense", "perhaps"));
            CreateServerRequest request = TinyCloud.request("plain");
            Begun begun = cloud.servers.create(cloud.call("member"), request);
            cloud.settle();

            assertThat(cloud.server(begun).state().rests()).isEqualTo(RestingState.ACTIVE);
        }
    }
}
