package kilonova.control.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import kilonova.compute.v1.AddAggregateHostRequest;
import kilonova.compute.v1.Aggregate;
import kilonova.compute.v1.AggregateServiceGrpc;
import kilonova.compute.v1.CreateAggregateRequest;
import kilonova.compute.v1.DeleteHostRequest;
import kilonova.compute.v1.GetAggregateRequest;
import kilonova.compute.v1.GetHostRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.HostServiceGrpc.HostServiceBlockingStub;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.UpdateHostRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Provider;
import kilonova.control.placement.Resources;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** Hosts that an operator deletes, on every database: what goes with them, what holds them, and how they return. */
@EveryDatabase
final class HostDeletionTest {
    private static final PlacementLedger LEDGER = new PlacementLedger(WholeCloud.ENV);

    private final WholeCloud cloud;
    private final HostServiceBlockingStub admin;

    HostDeletionTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        admin = HostServiceGrpc.newBlockingStub(cloud.admin());
        cloud.host("doomed");
    }

    private void delete(String id) {
        var _ = admin.deleteHost(DeleteHostRequest.newBuilder().setId(id).build());
    }

    private Host host(String id) {
        return admin.getHost(GetHostRequest.newBuilder().setId(id).build());
    }

    private boolean claim(String consumer) {
        var wanted = new Allocation(
                consumer, "doomed", new ProjectId("p"), new UserId("u"), new Resources(Map.of("VCPU", 1L)));
        return cloud.database.write(tx -> LEDGER.claim(tx, wanted));
    }

    @Test
    void itsProviderGoesWithIt() {
        delete("doomed");

        assertThat(admin.listHosts(ListHostsRequest.getDefaultInstance()).getHostsList())
                .extracting(Host::getName)
                .doesNotContain("doomed");
        Optional<Provider> left = cloud.database.read(tx -> LEDGER.provider(tx, "doomed"));
        assertThat(left).isEmpty();
        assertThat(Refusal.of(() -> delete("doomed")).reason()).isEqualTo("NotFound");
    }

    @Test
    void noAggregateHasItAnyMore() {
        var aggregates = AggregateServiceGrpc.newBlockingStub(cloud.admin());
        String id = aggregates
                .createAggregate(CreateAggregateRequest.newBuilder()
                        .setAggregate(Aggregate.newBuilder()
                                .setName("rack " + WholeCloud.ENV.ids().next()))
                        .build())
                .getId();
        Aggregate with = aggregates.addAggregateHost(
                AddAggregateHostRequest.newBuilder().setId(id).setHost("doomed").build());
        assertThat(with.getHostsList()).containsExactly("doomed");

        delete("doomed");
        cloud.host("doomed");

        assertThat(aggregates
                        .getAggregate(GetAggregateRequest.newBuilder().setId(id).build())
                        .getHostsList())
                .isEmpty();
    }

    @Test
    void whoHoldsSomethingOfItHoldsIt() {
        String consumer = WholeCloud.ENV.ids().next().toString();
        assertThat(claim(consumer)).isTrue();

        assertThat(Refusal.of(() -> delete("doomed")).reason()).isEqualTo("InUse");
        assertThat(host("doomed").getHypervisor().getVcpusUsed()).isEqualTo(1);

        cloud.database.write(tx -> {
            LEDGER.release(tx, consumer);
            return true;
        });
        delete("doomed");
    }

    @Test
    void nothingOfItIsClaimedOnceItIsGone() {
        delete("doomed");

        assertThat(claim(WholeCloud.ENV.ids().next().toString())).isFalse();
    }

    @Test
    void aNodeThatReportsItAgainMakesItAnew() {
        var _ = admin.updateHost(UpdateHostRequest.newBuilder()
                .setHost(Host.newBuilder().setId("doomed").setForcedDown(true))
                .build());
        Host before = host("doomed");
        delete("doomed");

        cloud.host("doomed");

        Host again = host("doomed");
        assertThat(again.getUp()).isTrue();
        assertThat(again.getForcedDown()).isFalse();
        assertThat(again.getEtag()).isNotEqualTo(before.getEtag());
        assertThat(again.getHypervisor().getVcpus()).isEqualTo(4);
    }
}
