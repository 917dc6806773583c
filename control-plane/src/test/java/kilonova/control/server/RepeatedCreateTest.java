package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.UpdateServerRequest;
import kilonova.control.identity.ProjectId;
import kilonova.control.network.PortRequest;
import org.junit.jupiter.api.Test;

/** What the first run of a request changed does not stand in the way of its repetition. */
final class RepeatedCreateTest {
    private static final String ID = "01890000-0000-7000-8000-0000000000aa";
    private static final String PORT = "00000000-0000-4000-8000-00000000000c";

    private static CreateServerRequest named(CreateServerRequest request) {
        return request.toBuilder().setRequestId(ID).build();
    }

    private static CreateServerRequest.Builder onPort(TinyCloud cloud) {
        cloud.networks.ensurePort(new PortRequest(
                PORT, false, PlayedNetworks.NET, Optional.empty(), List.of(), "", "", new ProjectId("p1"), "", ""));
        var request = TinyCloud.request("on-port").toBuilder();
        request.getServerBuilder()
                .clearNetworks()
                .addNetworks(NetworkRequest.newBuilder().setPortId(PORT));
        return request;
    }

    @Test
    void aRepeatWithAPortOfItsOwnAnswersAsBefore() {
        try (var cloud = new TinyCloud(1)) {
            var request = named(onPort(cloud).build());
            Begun first = cloud.servers.create(cloud.call("member"), request);
            cloud.settle();

            Begun again = cloud.servers.create(cloud.call("member"), request);

            assertThat(again.operation().id()).isEqualTo(first.operation().id());
            assertThat(again.server().state().rests()).isEqualTo(RestingState.ACTIVE);
        }
    }

    @Test
    void aRepeatAfterTheImageIsGoneAnswersAsBefore() {
        try (var cloud = new TinyCloud(1)) {
            var request = named(TinyCloud.request("early"));
            Begun first = cloud.servers.create(cloud.call("member"), request);
            cloud.images.remove(PlayedImages.TINY);

            Begun again = cloud.servers.create(cloud.call("member"), request);

            assertThat(again.operation().id()).isEqualTo(first.operation().id());
        }
    }

    @Test
    void anotherBodyIsRefusedEvenWhenItIsWrongOtherwise() {
        try (var cloud = new TinyCloud(1)) {
            cloud.servers.create(cloud.call("member"), named(TinyCloud.request("early")));
            var other = named(TinyCloud.request("early")).toBuilder();
            other.getServerBuilder().setImageId("no such image");
            assertThatThrownBy(() -> cloud.servers.create(cloud.call("member"), other.build()))
                    .hasMessageContaining("was used for another request");
        }
    }

    @Test
    void anotherPasswordIsAnotherBodyUnlessNobodyChoseIt() {
        try (var cloud = new TinyCloud(2)) {
            var call = cloud.call("member");
            Begun first = cloud.servers.create(call, named(withPassword("one", false)));
            assertThat(cloud.servers
                            .create(call, named(withPassword("one", false)))
                            .operation()
                            .id())
                    .isEqualTo(first.operation().id());
            assertThatThrownBy(() -> cloud.servers.create(call, named(withPassword("two", false))))
                    .hasMessageContaining("was used for another request");

            String made = "01890000-0000-7000-8000-0000000000ab";
            Begun generated = cloud.servers.create(
                    call,
                    withPassword("three", true).toBuilder().setRequestId(made).build());
            assertThat(cloud.servers
                            .create(
                                    call,
                                    withPassword("four", true).toBuilder()
                                            .setRequestId(made)
                                            .build())
                            .operation()
                            .id())
                    .isEqualTo(generated.operation().id());
        }
    }

    @Test
    void anotherPasswordIsAnotherBatchUnlessNobodyChoseIt() {
        try (var cloud = new TinyCloud(2)) {
            var call = cloud.call("member");
            cloud.servers.createBatch(call, batch(withPassword("one", false), ID));
            assertThatThrownBy(() -> cloud.servers.createBatch(call, batch(withPassword("two", false), ID)))
                    .hasMessageContaining("was used for another request");

            String made = "01890000-0000-7000-8000-0000000000ab";
            List<Begun> generated = cloud.servers.createBatch(call, batch(withPassword("three", true), made));
            assertThat(cloud.servers.createBatch(call, batch(withPassword("four", true), made)))
                    .extracting(each -> each.server().id())
                    .containsExactlyElementsOf(
                            generated.stream().map(each -> each.server().id()).toList());
        }
    }

    private static CreateServerRequest withPassword(String password, boolean generated) {
        var request = TinyCloud.request("secret").toBuilder();
        request.getServerBuilder().setAdminPassword(password).setAdminPasswordGenerated(generated);
        return request.build();
    }

    private static BatchCreateServersRequest batch(CreateServerRequest each, String requestId) {
        return BatchCreateServersRequest.newBuilder()
                .setServer(each.getServer())
                .setMinCount(2)
                .setMaxCount(2)
                .setRequestId(requestId)
                .build();
    }

    @Test
    void aRepeatedBatchAnswersWithItsOwnServersOnly() {
        try (var cloud = new TinyCloud(2)) {
            var request = BatchCreateServersRequest.newBuilder()
                    .setServer(TinyCloud.request("many").getServer())
                    .setMinCount(4)
                    .setMaxCount(4)
                    .setRequestId(ID)
                    .build();
            List<Begun> first = cloud.servers.createBatch(cloud.call("member"), request);
            cloud.images.remove(PlayedImages.TINY);

            // A reservation is eight digits: another project may meet the same one.
            cloud.database.write(tx -> tx.sql()
                    .execute("insert into server select '"
                            + ID
                            + "', 'p2', user_id, name, resting, phase, power, operation_id, host_id, host_name, zone, epoch,"
                            + " wish_generation, observed, image_id, flavor_id, reservation_id, locked_by, hostname, description, key_name, config_drive, launch_index, access_ipv4,"
                            + " access_ipv6, disk_config, tags, metadata, flavor, details,"
                            + " interfaces, addresses, fault, injected, admin_password, generation, created_at, updated_at,"
                            + " launched_at, terminated_at, deleted_at from server where id = '"
                            + first.getFirst().server().id() + "'"));

            String reservation = first.getFirst().server().reservationId();
            List<Server> batch =
                    cloud.database.read(tx -> new ServerRepository().reserved(tx, new ProjectId("p1"), reservation));
            assertThat(batch).hasSize(4);
            assertThat(cloud.servers.createBatch(cloud.call("member"), request))
                    .extracting(begun -> begun.server().id())
                    .containsExactlyElementsOf(
                            first.stream().map(begun -> begun.server().id()).toList());
        }
    }

    @Test
    void aBatchOfGiantsIsChargedWhole() {
        try (var cloud = new TinyCloud(1)) {
            cloud.database.write(tx -> tx.sql().execute("update flavor set vcpus = 2000000000 where id = '1'"));
            var request = BatchCreateServersRequest.newBuilder()
                    .setServer(TinyCloud.request("giant").getServer())
                    .setMinCount(2)
                    .setMaxCount(2)
                    .build();
            assertThatThrownBy(() -> cloud.servers.createBatch(cloud.call("member"), request))
                    .hasMessageContaining("Requested 4000000000");
        }
    }

    @Test
    void anUpdateIsForWhoSawTheLatest() {
        try (var cloud = new TinyCloud(1)) {
            Server seen = cloud.create("told").server();
            var update = UpdateServerRequest.newBuilder()
                    .setServer(kilonova.compute.v1.Server.newBuilder()
                            .setId(seen.id().toString())
                            .setEtag(Long.toString(seen.generation()))
                            .setDescription("first"))
                    .build();
            cloud.servers.update(cloud.call("member"), update);
            assertThatThrownBy(() -> cloud.servers.update(cloud.call("member"), update))
                    .hasMessageContaining("was changed meanwhile");
        }
    }
}
