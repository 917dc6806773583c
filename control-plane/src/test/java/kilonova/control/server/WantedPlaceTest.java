package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.function.Consumer;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.UpdateServerRequest;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What a creator says of where a server is to be: enforced, kept and shown, or refused by name. */
final class WantedPlaceTest {
    private static Begun create(TinyCloud cloud, Consumer<ServerSpec.Builder> spec) {
        CreateServerRequest.Builder request = TinyCloud.request("placed").toBuilder();
        spec.accept(request.getServerBuilder());
        Begun begun = cloud.servers.create(cloud.call("admin"), request.build());
        cloud.settle();
        return begun;
    }

    private static AbstractThrowableAssert<?, ?> refusal(TinyCloud cloud, Consumer<ServerSpec.Builder> spec) {
        return assertThatThrownBy(() -> create(cloud, spec));
    }

    private static String host(TinyCloud cloud, Begun begun) {
        return cloud.server(begun).place().hostName().orElse("none");
    }

    @Test
    void aHostAndAHypervisorThatWereNamedAreTheOnes() {
        try (var cloud = new TinyCloud(3)) {
            assertThat(host(cloud, create(cloud, spec -> spec.setRequestedHost("host-3"))))
                    .isEqualTo("host-3");
            assertThat(host(cloud, create(cloud, spec -> spec.setRequestedHypervisor("host-2"))))
                    .isEqualTo("host-2");
            assertThat(host(cloud, create(cloud, spec -> spec.setForcedHypervisor("host-3"))))
                    .isEqualTo("host-3");
            assertThat(host(cloud, create(cloud, spec -> spec.setForcedHost("host-1")
                            .setForcedHypervisor("host-1"))))
                    .isEqualTo("host-1");
        }
    }

    @Test
    void aHostThatWasAskedForMustBeThere() {
        try (var cloud = new TinyCloud(2)) {
            refusal(cloud, spec -> spec.setRequestedHost("nowhere")).hasMessageStartingWith("requested_host: ");
            refusal(cloud, spec -> spec.setRequestedHypervisor("nowhere"))
                    .hasMessageStartingWith("requested_hypervisor: ");
            refusal(cloud, spec -> spec.setRequestedHost("host-1").setRequestedHypervisor("host-2"))
                    .hasMessageStartingWith("requested_hypervisor: ");
            refusal(cloud, spec -> spec.setRequestedHost("host-1").setForcedHost("host-1"))
                    .hasMessageStartingWith("requested_host: ");
        }
    }

    @Test
    void aHostThatWasForcedAndIsNotThereIsNoValidHost() {
        try (var cloud = new TinyCloud(2)) {
            for (Consumer<ServerSpec.Builder> each : List.<Consumer<ServerSpec.Builder>>of(
                    spec -> spec.setForcedHost("nowhere"),
                    spec -> spec.setForcedHypervisor("nowhere"),
                    spec -> spec.setForcedHost("host-1").setForcedHypervisor("host-2"))) {
                Begun begun = create(cloud, each);
                assertThat(cloud.server(begun).state().fault().orElseThrow().message())
                        .startsWith("No valid host was found.");
            }
        }
    }

    @Test
    void aMemberForcesNoHost() {
        try (var cloud = new TinyCloud(1)) {
            CreateServerRequest.Builder request = TinyCloud.request("placed").toBuilder();
            request.getServerBuilder().setForcedHypervisor("host-1");
            assertThatThrownBy(() -> cloud.servers.create(cloud.call("member"), request.build()))
                    .hasMessageContaining("os_compute_api:servers:create:forced_host");
        }
    }

    @Test
    void hintsAreKeptOrRefusedByName() {
        try (var cloud = new TinyCloud(1)) {
            String id = "00000000-0000-4000-8000-000000000001";
            String hints = "{\"same_host\": [\"" + id + "\"], \"mine\": {\"a\": 1}}";
            Begun begun = create(cloud, spec -> spec.setSchedulerHints(hints));
            assertThat(cloud.server(begun).details().schedulerHints()).isEqualTo(hints);

            refusal(cloud, spec -> spec.setSchedulerHints("[1]")).hasMessageStartingWith("scheduler_hints: ");
            refusal(cloud, spec -> spec.setSchedulerHints("{")).hasMessageStartingWith("scheduler_hints: ");
            refusal(cloud, spec -> spec.setSchedulerHints("{\"group\": \"" + id + "\"}"))
                    .hasMessageContaining("group " + id + " could not be found");
            refusal(cloud, spec -> spec.setSchedulerHints("{\"different_host\": [\"x\"]}"))
                    .hasMessageContaining("different_host");
        }
    }

    @Test
    void certificatesNeedAHostThatHoldsImagesAgainstThem() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = create(cloud, spec -> spec.addTrustedImageCertificates("c1"));
            assertThat(cloud.server(begun).details().trustedImageCertificates()).containsExactly("c1");
            assertThat(cloud.server(begun).state().fault().orElseThrow().message())
                    .startsWith("No valid host was found.");
        }
    }

    @Test
    void aServerIsPinnedToItsOwnZoneOrToNone() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = create(cloud, spec -> spec.setZone("nova"));
            assertThat(cloud.server(begun).details().pinnedZone()).isEqualTo("nova");

            pin(cloud, begun, "");
            assertThat(cloud.server(begun).details().pinnedZone()).isEmpty();
            pin(cloud, begun, "nova");
            assertThat(cloud.server(begun).details().pinnedZone()).isEqualTo("nova");
            assertThatThrownBy(() -> pin(cloud, begun, "elsewhere")).hasMessageContaining("pin to elsewhere");
        }
    }

    private static void pin(TinyCloud cloud, Begun begun, String zone) {
        cloud.servers.update(
                cloud.call("member"),
                UpdateServerRequest.newBuilder()
                        .setServer(kilonova.compute.v1.Server.newBuilder()
                                .setId(begun.server().id().toString())
                                .setPinnedZone(zone))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("pinned_zone"))
                        .build());
    }
}
