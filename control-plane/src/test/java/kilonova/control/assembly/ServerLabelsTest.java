package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kilonova.compute.v1.AddServerTagRequest;
import kilonova.compute.v1.ClearServerTagsRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.DeleteServerMetadataItemRequest;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.RemoveServerTagRequest;
import kilonova.compute.v1.ServerFilter;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.compute.v1.SetServerMetadataItemRequest;
import kilonova.compute.v1.SetServerMetadataRequest;
import kilonova.compute.v1.SetServerTagsRequest;
import kilonova.control.edge.Refusal;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metadata and tags of a server that rests, on every database. */
@EveryDatabase
final class ServerLabelsTest {
    private final WholeCloud cloud;
    private final String project = "p-" + WholeCloud.ENV.ids().next();
    private final ServerServiceBlockingStub member;
    private String id = "";

    ServerLabelsTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        member = ServerServiceGrpc.newBlockingStub(cloud.channel("member,reader", project));
    }

    @BeforeEach
    void aServerThatRests() throws Exception {
        String image = ImageServiceGrpc.newBlockingStub(cloud.channel("member", project))
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("tiny")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare"))
                        .build())
                .getId();
        cloud.active(image);
        id = member.createServer(CreateServerRequest.newBuilder()
                        .setServer(ServerSpec.newBuilder()
                                .setName("s")
                                .setFlavorId("1")
                                .setImageId(image)
                                .putMetadata("role", "web")
                                .addTags("red")
                                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                        .build())
                .getMetadata()
                .unpack(OperationMetadata.class)
                .getSubjectId();
        cloud.rests(id, "ACTIVE");
    }

    private Map<String, String> set(boolean replace, Map<String, String> items) {
        return member.setServerMetadata(SetServerMetadataRequest.newBuilder()
                        .setId(id)
                        .putAllMetadata(items)
                        .setReplace(replace)
                        .build())
                .getMetadataMap();
    }

    private int found(ServerFilter.Builder filter) {
        return member.listServers(
                        ListServersRequest.newBuilder().setFilter(filter).build())
                .getServersCount();
    }

    @Test
    void metadataIsAddedOrReplacedAndFoundBy() {
        assertThat(set(false, Map.of("tier", "1")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("role", "web", "tier", "1"));
        assertThat(found(ServerFilter.newBuilder().putMetadata("tier", "1"))).isEqualTo(1);

        assertThat(set(true, Map.of("tier", "2"))).containsExactlyEntriesOf(Map.of("tier", "2"));
        assertThat(found(ServerFilter.newBuilder().putMetadata("role", "web"))).isZero();
    }

    @Test
    void anItemIsSetAndTakenAway() {
        var set = SetServerMetadataItemRequest.newBuilder()
                .setId(id)
                .setKey("role")
                .setValue("db")
                .build();
        assertThat(member.setServerMetadataItem(set).getMetadataMap()).containsExactlyEntriesOf(Map.of("role", "db"));

        var delete = DeleteServerMetadataItemRequest.newBuilder()
                .setId(id)
                .setKey("role")
                .build();
        assertThat(member.deleteServerMetadataItem(delete).getMetadataMap()).isEmpty();
        assertThat(Refusal.of(() -> member.deleteServerMetadataItem(delete)).reason())
                .isEqualTo("NotFound");
    }

    @Test
    void moreMetadataThanTheQuotaLetsIsRefusedWhole() {
        QuotaServiceGrpc.newBlockingStub(cloud.admin())
                .setQuotas(SetQuotasRequest.newBuilder()
                        .setProjectId(project)
                        .putLimits("metadata_items", 2)
                        .build());

        assertThat(Refusal.of(() -> set(false, Map.of("a", "1", "b", "2"))).reason())
                .isEqualTo("QuotaExceeded");
        assertThat(set(true, Map.of("a", "1", "b", "2"))).hasSize(2);
    }

    @Test
    void aLockKeepsMetadataButNoTags() {
        cloud.lock(id);

        assertThat(Refusal.of(() -> set(false, Map.of("a", "1"))).reason()).isEqualTo("Locked");
        assertThat(add("blue")).isTrue();
    }

    private boolean add(String tag) {
        return member.addServerTag(
                        AddServerTagRequest.newBuilder().setId(id).setTag(tag).build())
                .getAdded();
    }

    @Test
    void tagsAreAddedOnceAndFoundBy() {
        assertThat(add("blue")).isTrue();
        assertThat(add("blue")).isFalse();
        assertThat(found(ServerFilter.newBuilder().addTags("red").addTags("blue")))
                .isEqualTo(1);

        var remove = RemoveServerTagRequest.newBuilder().setId(id).setTag("red").build();
        assertThat(member.removeServerTag(remove).getTagsList()).containsExactly("blue");
        assertThat(Refusal.of(() -> member.removeServerTag(remove)).reason()).isEqualTo("NotFound");
    }

    @Test
    void tagsAreReplacedAndCleared() {
        var set = SetServerTagsRequest.newBuilder()
                .setId(id)
                .addTags("b")
                .addTags("a")
                .addTags("b")
                .build();
        assertThat(member.setServerTags(set).getTagsList()).containsExactly("b", "a");

        var clear = ClearServerTagsRequest.newBuilder().setId(id).build();
        assertThat(member.clearServerTags(clear).getTagsList()).isEmpty();
        assertThat(member.clearServerTags(clear).getTagsList()).isEmpty();
    }

    @Test
    void aServerHasFiftyTagsAtMost() {
        var set = SetServerTagsRequest.newBuilder().setId(id);
        for (int i = 0; i < 50; i++) {
            set.addTags("t" + i);
        }
        member.setServerTags(set.build());

        assertThat(add("t7")).isFalse();
        assertThat(Refusal.of(() -> add("one more")).fact("field")).isEqualTo("tag");
    }
}
