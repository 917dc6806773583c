package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.GetOperationRequest;
import kilonova.compute.v1.GetServerRequest;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.OperationServiceGrpc;
import kilonova.compute.v1.Server;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.StopServerRequest;
import kilonova.compute.v1.WatchOperationsRequest;
import kilonova.compute.v1.WatchServersRequest;
import kilonova.compute.v1.WatchServersResponse;
import kilonova.control.edge.Refusal;
import kilonova.control.policy.PolicyFile;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.image.v1.ImageVisibility;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** A site's own rules decide, not the name of a role: here operators look after the cloud, and each project sees its own. */
@EveryDatabase
final class SitePolicyTest {
    private static final PolicyFile SITE = new PolicyFile(Map.of(
            "context_is_admin",
            "role:operator",
            "os_compute_api:os-extended-server-attributes",
            "project_id:%(project_id)s",
            "os_compute_api:os-instance-actions:list",
            "role:member",
            "os_compute_api:os-hypervisors:list",
            "role:lister",
            "os_compute_api:os-services:list",
            "role:watcher"));

    private final WholeCloud cloud;
    private final ServerServiceBlockingStub member;
    private final ServerServiceBlockingStub operator;

    SitePolicyTest(TestDatabase place) {
        cloud = WholeCloud.on(place, SITE);
        member = ServerServiceGrpc.newBlockingStub(cloud.channel("member,reader", "demo"));
        operator = ServerServiceGrpc.newBlockingStub(cloud.channel("operator", "ops"));
    }

    private OperationMetadata server(ServerServiceBlockingStub owner, String name) throws Exception {
        var image = ImageServiceGrpc.newBlockingStub(cloud.channel("admin", "operators"))
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("tiny")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare")
                                .setVisibility(ImageVisibility.IMAGE_VISIBILITY_PUBLIC))
                        .build());
        cloud.active(image.getId());
        return owner.createServer(CreateServerRequest.newBuilder()
                        .setServer(ServerSpec.newBuilder()
                                .setName(name)
                                .setFlavorId("1")
                                .setImageId(image.getId())
                                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                        .build())
                .getMetadata()
                .unpack(OperationMetadata.class);
    }

    @Test
    void eachViewOfHostsIsAPolicyOfItsOwn() {
        var allowed = new TreeMap<String, List<HostView>>();
        for (String role : List.of("lister", "watcher", "operator")) {
            var hosts = HostServiceGrpc.newBlockingStub(cloud.channel(role, "ops"));
            allowed.put(role, new ArrayList<>());
            for (HostView view :
                    List.of(HostView.HOST_VIEW_UNSPECIFIED, HostView.HOST_VIEW_BRIEF, HostView.HOST_VIEW_SERVICE)) {
                try {
                    hosts.listHosts(ListHostsRequest.newBuilder().setView(view).build());
                    allowed.get(role).add(view);
                } catch (StatusRuntimeException refused) {
                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
                }
            }
        }

        assertThat(allowed)
                .containsEntry("lister", List.of(HostView.HOST_VIEW_BRIEF))
                .containsEntry("watcher", List.of(HostView.HOST_VIEW_SERVICE))
                .containsEntry("operator", List.of(HostView.HOST_VIEW_UNSPECIFIED));
    }

    @Test
    void whoLooksAfterTheCloudIsForTheSiteToSay() throws Exception {
        OperationMetadata made = server(member, "one");
        var get = GetServerRequest.newBuilder().setId(made.getSubjectId()).build();
        assertThat(operator.getServer(get).getName()).isEqualTo("one");
        var admin = ServerServiceGrpc.newBlockingStub(cloud.channel("admin,reader", "ops"));
        assertThat(Refusal.of(() -> admin.getServer(get)).reason()).isEqualTo("NotFound");

        var operation = GetOperationRequest.newBuilder().setId(made.getId()).build();
        var operators = OperationServiceGrpc.newBlockingStub(cloud.channel("operator,member", "ops"));
        assertThat(operators
                        .getOperation(operation)
                        .getMetadata()
                        .unpack(OperationMetadata.class)
                        .getDetailsVisible())
                .isTrue();
        var owners = OperationServiceGrpc.newBlockingStub(cloud.channel("member,reader", "demo"));
        OperationMetadata seenByOwner =
                owners.getOperation(operation).getMetadata().unpack(OperationMetadata.class);
        assertThat(seenByOwner.getDetailsVisible()).isFalse();
        assertThat(seenByOwner.getStepDetailsVisible()).isFalse();
        var admins = OperationServiceGrpc.newBlockingStub(cloud.channel("admin,member", "ops"));
        assertThat(Refusal.of(() -> admins.getOperation(operation)).reason()).isEqualTo("NotFound");
    }

    @Test
    void aLockHoldsForWhoDoesNotLookAfterTheCloud() throws Exception {
        String id = server(member, "locked").getSubjectId();
        cloud.rests(id, "ACTIVE");
        cloud.lock(id);
        var stop = StopServerRequest.newBuilder().setId(id).build();
        assertThat(Refusal.of(() -> member.stopServer(stop)).reason()).isEqualTo("Locked");
        assertThat(operator.stopServer(stop).getDone()).isFalse();
    }

    @Test
    void aListShowsOfEachServerWhatItsProjectLetsOneSee() throws Exception {
        server(member, "theirs");
        var ours = ServerServiceGrpc.newBlockingStub(cloud.channel("operator,member", "ops"));
        server(ours, "ours");
        var everywhere = ListServersRequest.newBuilder()
                .setFilter(ServerFilter.newBuilder().setAllProjects(true))
                .build();
        for (Server each : ours.listServers(everywhere).getServersList()) {
            assertThat(each.hasAdmin())
                    .as(each.getName())
                    .isEqualTo(each.getProjectId().equals("ops"));
        }
    }

    @Test
    void operationsAreWatchedByWhoMayListThem() {
        var readers = OperationServiceGrpc.newBlockingStub(cloud.channel("reader", "demo"));
        assertThat(Refusal.of(() -> readers.watchOperations(WatchOperationsRequest.getDefaultInstance())
                                .hasNext())
                        .fact("rule"))
                .isEqualTo("os_compute_api:os-instance-actions:list");
    }

    @Test
    void aWatchEndsWithItsToken() throws Exception {
        var brief = ServerServiceGrpc.newBlockingStub(cloud.channel("reader,member", "brief"));
        Iterator<WatchServersResponse> watch = brief.watchServers(WatchServersRequest.getDefaultInstance());
        assertThat(watch.next().getSnapshotComplete()).isTrue();

        cloud.edge.revoke("reader,member", "brief");
        server(ServerServiceGrpc.newBlockingStub(cloud.channel("member", "brief")), "unseen");

        assertThatThrownBy(watch::hasNext).isInstanceOfSatisfying(StatusRuntimeException.class, ended -> assertThat(
                        ended.getStatus().getCode())
                .isEqualTo(Status.Code.UNAUTHENTICATED));
    }
}
