package kilonova.control.assembly;

import static kilonova.control.store.tables.Tables.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.GetOperationRequest;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.ListOperationsRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.OperationServiceGrpc.OperationServiceBlockingStub;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.WaitOperationRequest;
import kilonova.compute.v1.WatchOperationsRequest;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations carry what they work on; what is sealed is opened for one server, or on request. */
@EveryDatabase
final class OperationResourcesTest {
    private static final String SECRET = "c2VjcmV0";

    private final WholeCloud cloud;
    private final String project = "p-" + WholeCloud.ENV.ids().next();
    private final ServerServiceBlockingStub member;
    private final ServerServiceBlockingStub admin;
    private final OperationServiceBlockingStub operations;
    private final List<Operation> made = new ArrayList<>();

    OperationResourcesTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        member = ServerServiceGrpc.newBlockingStub(cloud.channel("member,reader", project));
        admin = ServerServiceGrpc.newBlockingStub(cloud.channel("admin", project));
        operations = OperationServiceGrpc.newBlockingStub(cloud.channel("member,reader", project));
    }

    @BeforeEach
    void twoServers() {
        String image = ImageServiceGrpc.newBlockingStub(cloud.channel("member", project))
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("tiny")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare"))
                        .build())
                .getId();
        cloud.active(image);
        for (String name : List.of("one", "two")) {
            made.add(member.createServer(CreateServerRequest.newBuilder()
                    .setServer(ServerSpec.newBuilder()
                            .setName(name)
                            .setFlavorId("1")
                            .setImageId(image)
                            .setUserData(SECRET)
                            .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                    .build()));
        }
    }

    private static OperationMetadata metadata(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Operation get(int number) {
        return operations.getOperation(GetOperationRequest.newBuilder()
                .setId(metadata(made.get(number)).getId())
                .build());
    }

    private String server(int number) {
        return metadata(made.get(number)).getSubjectId();
    }

    @Test
    void anOperationCarriesItsServer() {
        assertThat(metadata(get(0)).getServer().getName()).isEqualTo("one");
        assertThat(metadata(operations.waitOperation(WaitOperationRequest.newBuilder()
                                .setId(metadata(made.get(1)).getId())
                                .setTimeout(com.google.protobuf.Duration.newBuilder()
                                        .setNanos(1))
                                .build()))
                        .getServer()
                        .getName())
                .isEqualTo("two");
    }

    @Test
    void eachOperationOfAListCarriesItsOwnServer() {
        assertThat(operations
                        .listOperations(ListOperationsRequest.getDefaultInstance())
                        .getOperationsList())
                .extracting(each -> metadata(each).getServer().getName())
                .containsExactlyInAnyOrder("one", "two");
        assertThat(operations
                        .listOperations(ListOperationsRequest.newBuilder()
                                .setWithoutServer(true)
                                .build())
                        .getOperationsList())
                .extracting(each -> metadata(each).hasServer())
                .containsExactly(false, false);
    }

    @Test
    void eachOperationThatIsWatchedCarriesItsOwnServer() {
        var names = new ArrayList<String>();
        var stream = operations.watchOperations(WatchOperationsRequest.getDefaultInstance());
        boolean complete = false;
        while (!complete && stream.hasNext()) {
            var response = stream.next();
            response.getEventsList()
                    .forEach(each ->
                            names.add(metadata(each.getOperation()).getServer().getName()));
            complete = response.getSnapshotComplete();
        }
        assertThat(names).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void whatAnOperationMadeIsItsResponseUntilItIsDeleted() throws Exception {
        cloud.rests(server(0), "ACTIVE");

        assertThat(get(0).getResponse().unpack(Server.class).getName()).isEqualTo("one");

        cloud.database.write(tx -> tx.sql()
                .update(SERVER)
                .set(SERVER.DELETED_AT, WholeCloud.ENV.nowMicros())
                .where(SERVER.ID.eq(server(0)))
                .execute());

        assertThat(get(0).getResponse().is(Empty.class)).isTrue();
        assertThat(metadata(get(0)).getServer().hasDeleteTime()).isTrue();
    }

    @Test
    void userDataIsOpenedOnlyWhereItIsAskedFor() {
        var get = GetServerRequest.newBuilder().setId(server(0));
        assertThat(admin.getServer(get.build()).getAdmin().getUserData()).isEqualTo(SECRET);
        assertThat(admin.getServer(get.clone()
                                .setReadMask(FieldMask.newBuilder().addPaths("admin.user_data"))
                                .build())
                        .getAdmin()
                        .getUserData())
                .isEqualTo(SECRET);
        assertThat(member.getServer(get.build()).hasAdmin()).isFalse();

        var list = ListServersRequest.newBuilder();
        assertThat(admin.listServers(list.build()).getServersList())
                .extracting(each -> each.getAdmin().getUserData())
                .containsExactly("", "");
        list.setWithUserData(true);
        assertThat(admin.listServers(list.build()).getServersList())
                .extracting(each -> each.getAdmin().getUserData())
                .containsExactly(SECRET, SECRET);
        assertThat(member.listServers(list.build()).getServersList())
                .extracting(Server::hasAdmin)
                .containsExactly(false, false);

        var told = admin.watchServers(WatchServersRequest.getDefaultInstance()).next();
        assertThat(told.getEventsList())
                .extracting(each -> each.getServer().getAdmin().getUserData())
                .containsExactly("", "");
        assertThat(told.getEvents(0).getServer().getAdmin().getReservationId()).isNotEmpty();
    }
}
