package kilonova.control.assembly;

import static kilonova.control.store.tables.Tables.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.ListServerUsagesRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.OperationMetadata;
import kilonova.compute.v1.ServerServiceGrpc;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.ServerUsage;
import kilonova.compute.v1.UsageServiceGrpc;
import kilonova.compute.v1.UsageServiceGrpc.UsageServiceBlockingStub;
import kilonova.control.edge.Refusal;
import kilonova.image.v1.CreateImageRequest;
import kilonova.image.v1.Image;
import kilonova.image.v1.ImageServiceGrpc;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** What servers used, of one project and of all, on every database. */
@EveryDatabase
final class UsagesTest {
    private static final long HOUR = 3_600_000_000L;

    private final WholeCloud cloud;
    private final String project = "p-" + WholeCloud.ENV.ids().next();
    private final long now = WholeCloud.ENV.nowMicros();
    private final UsageServiceBlockingStub reader;
    private final UsageServiceBlockingStub admin;

    UsagesTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        reader = UsageServiceGrpc.newBlockingStub(cloud.channel("reader", project));
        admin = UsageServiceGrpc.newBlockingStub(cloud.admin());
    }

    @Test
    void serversCountFromTheirLaunchToTheirEndDeletedOnesIncluded() throws Exception {
        String old = server(now - 10 * HOUR, Optional.of(now - 9 * HOUR));
        String ended = server(now - 3 * HOUR, Optional.of(now - HOUR));
        String alive = server(now - 2 * HOUR, Optional.empty());
        server(0, Optional.empty());

        var found = reader.listServerUsages(lately().build()).getUsagesList();

        assertThat(found).extracting(ServerUsage::getServerId).containsExactlyElementsOf(sorted(ended, alive));
        assertThat(found)
                .filteredOn(each -> each.getServerId().equals(ended))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.getUsedDuration()).isEqualTo(Durations.fromMicros(HOUR));
                    assertThat(each.getUptimeDuration()).isEqualTo(Durations.fromMicros(2 * HOUR));
                    assertThat(each.hasTerminateTime()).isTrue();
                    assertThat(each.getFlavor().getName()).isEqualTo("m1.tiny");
                });
        assertThat(found)
                .filteredOn(each -> each.getServerId().equals(alive))
                .allMatch(each -> !each.hasTerminateTime());
        assertThat(found).extracting(ServerUsage::getServerId).doesNotContain(old);
    }

    @Test
    void pagesGoOnWhereTheOneBeforeEndedAndAfterWhomeverTheCallerNames() throws Exception {
        List<String> ids = sorted(
                server(now - HOUR, Optional.empty()),
                server(now - HOUR, Optional.empty()),
                server(now - HOUR, Optional.empty()));

        var first = reader.listServerUsages(lately().setPageSize(2).build());
        var second = reader.listServerUsages(
                lately().setPageSize(2).setPageToken(first.getNextPageToken()).build());
        var named =
                reader.listServerUsages(lately().setAfterServerId(ids.get(1)).build());

        assertThat(Stream.concat(first.getUsagesList().stream(), second.getUsagesList().stream()))
                .extracting(ServerUsage::getServerId)
                .containsExactlyElementsOf(ids);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(named.getUsagesList()).extracting(ServerUsage::getServerId).containsExactly(ids.get(2));
        assertThat(Refusal.of(() -> reader.listServerUsages(lately().setAfterServerId(
                                        WholeCloud.ENV.ids().next().toString())
                                .build()))
                        .fact("field"))
                .isEqualTo("after_server_id");
    }

    @Test
    void onlyAdministratorsSeeTheUsagesOfOthers() throws Exception {
        String id = server(now - HOUR, Optional.empty());

        assertThat(admin.listServerUsages(lately().setAllProjects(true).build()).getUsagesList())
                .extracting(ServerUsage::getServerId)
                .contains(id);
        assertThat(admin.listServerUsages(lately().setProjectId(project).build())
                        .getUsagesList())
                .extracting(ServerUsage::getServerId)
                .containsExactly(id);
        assertThat(Refusal.of(() -> reader.listServerUsages(
                                lately().setAllProjects(true).build()))
                        .reason())
                .isEqualTo("Forbidden");
        assertThat(Refusal.of(() -> reader.listServerUsages(
                                lately().setProjectId("another").build()))
                        .reason())
                .isEqualTo("Forbidden");
    }

    @Test
    void aSpanThatEndsBeforeItStartsIsRefused() {
        var turned = ListServerUsagesRequest.newBuilder()
                .setStartTime(Timestamps.fromMicros(now))
                .setEndTime(Timestamps.fromMicros(now - HOUR))
                .build();

        assertThat(Refusal.of(() -> reader.listServerUsages(turned)).fact("field"))
                .isEqualTo("start_time");
    }

    /** The last two hours. */
    private ListServerUsagesRequest.Builder lately() {
        return ListServerUsagesRequest.newBuilder()
                .setStartTime(Timestamps.fromMicros(now - 2 * HOUR))
                .setEndTime(Timestamps.fromMicros(now));
    }

    private static List<String> sorted(String... ids) {
        return Stream.of(ids).sorted().toList();
    }

    /** @param launched 0 for a server that never was */
    private String server(long launched, Optional<Long> ended) throws Exception {
        String image = ImageServiceGrpc.newBlockingStub(cloud.channel("member", project))
                .createImage(CreateImageRequest.newBuilder()
                        .setImage(Image.newBuilder()
                                .setName("tiny")
                                .setDiskFormat("raw")
                                .setContainerFormat("bare"))
                        .build())
                .getId();
        cloud.active(image);
        String id = ServerServiceGrpc.newBlockingStub(cloud.channel("member", project))
                .createServer(CreateServerRequest.newBuilder()
                        .setServer(ServerSpec.newBuilder()
                                .setName("s")
                                .setFlavorId("1")
                                .setImageId(image)
                                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                        .build())
                .getMetadata()
                .unpack(OperationMetadata.class)
                .getSubjectId();
        cloud.database.write(tx -> tx.sql()
                .update(SERVER)
                .set(SERVER.LAUNCHED_AT, launched == 0 ? null : launched)
                .set(SERVER.TERMINATED_AT, ended.orElse(null))
                .where(SERVER.ID.eq(id))
                .execute());
        return id;
    }
}
