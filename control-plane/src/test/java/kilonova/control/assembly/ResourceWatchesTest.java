package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.Context;
import java.util.Iterator;
import java.util.function.Function;
import kilonova.compute.v1.AddFlavorAccessRequest;
import kilonova.compute.v1.AggregateServiceGrpc;
import kilonova.compute.v1.CreateAggregateRequest;
import kilonova.compute.v1.CreateFlavorRequest;
import kilonova.compute.v1.CreateKeypairRequest;
import kilonova.compute.v1.DeleteAggregateRequest;
import kilonova.compute.v1.DeleteKeypairRequest;
import kilonova.compute.v1.Flavor;
import kilonova.compute.v1.FlavorServiceGrpc;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.Keypair;
import kilonova.compute.v1.KeypairServiceGrpc;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.RemoveFlavorAccessRequest;
import kilonova.compute.v1.ResourceEventKind;
import kilonova.compute.v1.SetDefaultQuotasRequest;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.compute.v1.UpdateHostRequest;
import kilonova.compute.v1.WatchAggregatesRequest;
import kilonova.compute.v1.WatchAggregatesResponse;
import kilonova.compute.v1.WatchFlavorsRequest;
import kilonova.compute.v1.WatchFlavorsResponse;
import kilonova.compute.v1.WatchHostsRequest;
import kilonova.compute.v1.WatchHostsResponse;
import kilonova.compute.v1.WatchKeypairsRequest;
import kilonova.compute.v1.WatchKeypairsResponse;
import kilonova.compute.v1.WatchQuotasRequest;
import kilonova.compute.v1.WatchQuotasResponse;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every resource of compute can be watched: by those who may see it, of what they may see. */
@EveryDatabase
@Timeout(60)
final class ResourceWatchesTest {
    private static final ResourceEventKind CURRENT = ResourceEventKind.RESOURCE_EVENT_KIND_CURRENT;
    private static final ResourceEventKind DELETED = ResourceEventKind.RESOURCE_EVENT_KIND_DELETED;

    private final WholeCloud cloud;
    private final Channel admin;
    private final Channel member;
    private final Context.CancellableContext watching = Context.current().withCancellation();

    ResourceWatchesTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        admin = cloud.admin();
        member = cloud.edge.channel("member,reader", "p-of-ada");
    }

    @AfterEach
    void close() {
        watching.close();
    }

    @Test
    void aMemberHearsOfAPrivateFlavorOnlyWhileItMaySeeIt() {
        var flavors = FlavorServiceGrpc.newBlockingStub(admin);
        Iterator<WatchFlavorsResponse> told = watch(member, channel -> FlavorServiceGrpc.newBlockingStub(channel)
                .watchFlavors(WatchFlavorsRequest.getDefaultInstance()));
        skipSnapshot(told, WatchFlavorsResponse::getSnapshotComplete);

        String hidden = create(flavors, "hidden", false);
        String secret = create(flavors, "secret", false);
        flavors.addFlavorAccess(AddFlavorAccessRequest.newBuilder()
                .setId(secret)
                .setProjectId("p-of-ada")
                .build());
        var seen = event(told, WatchFlavorsResponse::getEventsCount).getEvents(0);
        assertThat(seen.getFlavor().getId()).isEqualTo(secret).isNotEqualTo(hidden);
        assertThat(seen.getKind()).isEqualTo(CURRENT);

        flavors.removeFlavorAccess(RemoveFlavorAccessRequest.newBuilder()
                .setId(secret)
                .setProjectId("p-of-ada")
                .build());
        var gone = event(told, WatchFlavorsResponse::getEventsCount).getEvents(0);
        assertThat(gone.getKind()).isEqualTo(DELETED);
        assertThat(gone.getFlavor()).isEqualTo(Flavor.newBuilder().setId(secret).build());
    }

    @Test
    void aUserHearsOfKeypairsOfItsOwnOnly() {
        Iterator<WatchKeypairsResponse> told = watch(member, channel -> KeypairServiceGrpc.newBlockingStub(channel)
                .watchKeypairs(WatchKeypairsRequest.getDefaultInstance()));
        skipSnapshot(told, WatchKeypairsResponse::getSnapshotComplete);

        KeypairServiceGrpc.newBlockingStub(admin).createKeypair(keypair("of-another"));
        KeypairServiceGrpc.newBlockingStub(member).createKeypair(keypair("mine"));
        var made = event(told, WatchKeypairsResponse::getEventsCount).getEvents(0);
        assertThat(made.getKeypair().getName()).isEqualTo("mine");
        assertThat(made.getKind()).isEqualTo(CURRENT);

        KeypairServiceGrpc.newBlockingStub(member)
                .deleteKeypair(DeleteKeypairRequest.newBuilder().setName("mine").build());
        var gone = event(told, WatchKeypairsResponse::getEventsCount).getEvents(0);
        assertThat(gone.getKind()).isEqualTo(DELETED);
        assertThat(gone.getKeypair().getName()).isEqualTo("mine");
        assertThat(gone.getKeypair().getPublicKey()).isEmpty();
    }

    @Test
    void administratorsHearOfAggregates() {
        var aggregates = AggregateServiceGrpc.newBlockingStub(admin);
        Iterator<WatchAggregatesResponse> told = watch(admin, channel -> AggregateServiceGrpc.newBlockingStub(channel)
                .watchAggregates(WatchAggregatesRequest.getDefaultInstance()));
        skipSnapshot(told, WatchAggregatesResponse::getSnapshotComplete);

        String id = aggregates
                .createAggregate(CreateAggregateRequest.newBuilder()
                        .setAggregate(kilonova.compute.v1.Aggregate.newBuilder().setName("watched"))
                        .build())
                .getId();
        assertThat(event(told, WatchAggregatesResponse::getEventsCount)
                        .getEvents(0)
                        .getAggregate()
                        .getName())
                .isEqualTo("watched");
        aggregates.deleteAggregate(DeleteAggregateRequest.newBuilder().setId(id).build());
        assertThat(event(told, WatchAggregatesResponse::getEventsCount)
                        .getEvents(0)
                        .getKind())
                .isEqualTo(DELETED);
        assertThatThrownBy(() -> watch(member, channel -> AggregateServiceGrpc.newBlockingStub(channel)
                                .watchAggregates(WatchAggregatesRequest.getDefaultInstance()))
                        .hasNext())
                .hasMessageContaining("os-aggregates:index");
    }

    @Test
    void administratorsHearOfHosts() {
        cloud.host("watched-host");
        Iterator<WatchHostsResponse> told = watch(admin, channel -> HostServiceGrpc.newBlockingStub(channel)
                .watchHosts(WatchHostsRequest.getDefaultInstance()));
        boolean stands = false;
        while (true) {
            WatchHostsResponse next = told.next();
            stands |= next.getEventsList().stream()
                    .anyMatch(each -> each.getHost().getName().equals("watched-host"));
            if (next.getSnapshotComplete()) {
                break;
            }
        }
        assertThat(stands).isTrue();

        HostServiceGrpc.newBlockingStub(admin)
                .updateHost(UpdateHostRequest.newBuilder()
                        .setHost(Host.newBuilder().setId("watched-host").setDisabledReason("to be moved"))
                        .build());
        var changed = event(told, WatchHostsResponse::getEventsCount).getEvents(0);
        assertThat(changed.getHost().getName()).isEqualTo("watched-host");
        assertThat(changed.getKind()).isEqualTo(CURRENT);
    }

    @Test
    void aProjectHearsOfItsLimitsAndOfTheUsualOnes() {
        var quotas = QuotaServiceGrpc.newBlockingStub(admin);
        Iterator<WatchQuotasResponse> told = watch(member, channel -> QuotaServiceGrpc.newBlockingStub(channel)
                .watchQuotas(WatchQuotasRequest.getDefaultInstance()));
        skipSnapshot(told, WatchQuotasResponse::getSnapshotComplete);

        quotas.setQuotas(SetQuotasRequest.newBuilder()
                .setProjectId("of-another")
                .putLimits("cores", 5)
                .build());
        quotas.setQuotas(SetQuotasRequest.newBuilder()
                .setProjectId("p-of-ada")
                .putLimits("cores", 7)
                .build());
        assertThat(limit(told, "cores")).isEqualTo(7);
        quotas.setDefaultQuotas(
                SetDefaultQuotasRequest.newBuilder().putLimits("instances", 11).build());
        assertThat(limit(told, "instances")).isEqualTo(11);
    }

    private static long limit(Iterator<WatchQuotasResponse> told, String resource) {
        var quotas =
                event(told, WatchQuotasResponse::getEventsCount).getEvents(0).getQuotas();
        assertThat(quotas.getProjectId()).isEqualTo("p-of-ada");
        return quotas.getQuotasList().stream()
                .filter(each -> each.getResource().equals(resource))
                .findFirst()
                .orElseThrow()
                .getLimit();
    }

    private static String create(FlavorServiceGrpc.FlavorServiceBlockingStub flavors, String name, boolean open) {
        return flavors.createFlavor(CreateFlavorRequest.newBuilder()
                        .setFlavor(Flavor.newBuilder()
                                .setName(name + "-" + WholeCloud.ENV.ids().next())
                                .setVcpus(1)
                                .setMemoryMb(64)
                                .setPublic(open))
                        .build())
                .getId();
    }

    private static CreateKeypairRequest keypair(String name) {
        return CreateKeypairRequest.newBuilder()
                .setKeypair(Keypair.newBuilder().setName(name))
                .build();
    }

    private <M> Iterator<M> watch(Channel as, Function<Channel, Iterator<M>> open) {
        Context before = watching.attach();
        try {
            return open.apply(as);
        } finally {
            watching.detach(before);
        }
    }

    private static <M> void skipSnapshot(Iterator<M> told, Function<M, Boolean> complete) {
        while (!complete.apply(told.next())) {
            // Goes on.
        }
    }

    /** The next message that has events. */
    private static <M> M event(Iterator<M> told, Function<M, Integer> events) {
        M next = told.next();
        while (events.apply(next) == 0) {
            next = told.next();
        }
        return next;
    }
}
