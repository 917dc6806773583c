package kilonova.control.assembly;

import static kilonova.control.store.tables.Tables.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kilonova.compute.v1.GetHostRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.HostServiceGrpc.HostServiceBlockingStub;
import kilonova.compute.v1.HostView;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.ListZonesRequest;
import kilonova.compute.v1.UpdateHostRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Resources;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

/** Hosts as operators see them, on every database: each with its own figures, however many are read at once. */
@EveryDatabase
final class HostListsTest {
    private final WholeCloud cloud;
    private final HostServiceBlockingStub admin;

    HostListsTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        admin = HostServiceGrpc.newBlockingStub(cloud.admin());
        for (int i = 1; i <= 3; i++) {
            cloud.host("host-" + i);
        }
    }

    @Test
    void eachHostTellsItsOwnServersAndUse() {
        var ledger = new PlacementLedger(WholeCloud.ENV);
        for (String held : new String[] {"host-1", "host-1", "host-3"}) {
            cloud.database.write(tx -> ledger.claim(
                    tx,
                    new Allocation(
                            WholeCloud.ENV.ids().next().toString(),
                            held,
                            new ProjectId("p"),
                            new UserId("u"),
                            new Resources(Map.of("VCPU", 1L)))));
        }
        var hosts = admin.listHosts(ListHostsRequest.getDefaultInstance()).getHostsList();
        assertThat(hosts).extracting(Host::getName).containsExactly("host-1", "host-2", "host-3");
        assertThat(hosts)
                .extracting(host -> host.getHypervisor().getRunningServers())
                .containsExactly(2, 0, 1);
        assertThat(hosts)
                .extracting(host -> host.getHypervisor().getVcpusUsed())
                .containsExactly(2, 0, 1);
        assertThat(hosts).extracting(host -> host.getHypervisor().getVcpus()).containsExactly(4, 4, 4);
        assertThat(admin.getHost(GetHostRequest.newBuilder().setId("host-3").build()))
                .isEqualTo(hosts.getLast());
        assertThat(admin.listZones(
                                ListZonesRequest.newBuilder().setWithHosts(true).build())
                        .getZones(0)
                        .getHostsList())
                .isEqualTo(hosts);
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEnded() {
        var request = ListHostsRequest.newBuilder().setPageSize(2);
        var first = admin.listHosts(request.build());
        cloud.database.write(
                tx -> tx.sql().deleteFrom(HOST).where(HOST.NAME.eq("host-2")).execute());

        var second =
                admin.listHosts(request.setPageToken(first.getNextPageToken()).build());

        assertThat(second.getHostsList()).extracting(Host::getName).containsExactly("host-3");
        assertThat(second.getNextPageToken()).isEmpty();
    }

    @Test
    void aPageBeginsAfterTheHypervisorThatTheCallerNames() {
        assertThat(admin.listHosts(ListHostsRequest.newBuilder()
                                .setAfterHypervisorId("host-1")
                                .build())
                        .getHostsList())
                .extracting(Host::getName)
                .containsExactly("host-2", "host-3");
    }

    @Test
    void hostsAreFoundByTheNameOfTheirHypervisor() {
        cloud.host("host-2", "hyper.two");

        assertThat(admin.listHosts(ListHostsRequest.newBuilder()
                                .setHostnameContains("per.t")
                                .build())
                        .getHostsList())
                .extracting(Host::getName)
                .containsExactly("host-2");
        assertThat(admin.listHosts(ListHostsRequest.newBuilder()
                                .setHostnameContains("%")
                                .build())
                        .getHostsList())
                .isEmpty();
    }

    @Test
    void aViewHoldsNoMoreThanItsPolicyGrants() {
        Host brief = one(HostView.HOST_VIEW_BRIEF);
        Host service = one(HostView.HOST_VIEW_SERVICE);
        Host whole = one(HostView.HOST_VIEW_UNSPECIFIED);

        assertThat(brief.getHypervisor().getHostname()).isEqualTo("host-1");
        assertThat(brief.getHypervisor().getType()).isEmpty();
        assertThat(brief.getZone()).isEmpty();
        assertThat(brief.getSerial()).isEqualTo(whole.getSerial());
        assertThat(service.hasHypervisor()).isFalse();
        assertThat(service.getZone()).isEqualTo("nova");
        assertThat(whole.getHypervisor().getVcpus()).isEqualTo(4);
    }

    private Host one(HostView view) {
        return admin.listHosts(ListHostsRequest.newBuilder()
                        .setName("host-1")
                        .setView(view)
                        .build())
                .getHosts(0);
    }

    @Test
    void withoutAMaskWhatIsSetIsChanged() {
        Host seen = one(HostView.HOST_VIEW_BRIEF);

        Host now = admin.updateHost(UpdateHostRequest.newBuilder()
                .setHost(Host.newBuilder()
                        .setId("host-1")
                        .setEtag(seen.getEtag())
                        .setForcedDown(true))
                .build());

        assertThat(now.getForcedDown()).isTrue();
        assertThat(now.getEnabled()).isTrue();
    }

    @Test
    void aTokenOfAnotherListIsRefused() {
        var request = ListHostsRequest.newBuilder().setPageSize(2);
        var first = admin.listHosts(request.build());
        request.setPageToken(first.getNextPageToken());
        assertThat(admin.listHosts(request.build()).getHostsList())
                .extracting(Host::getName)
                .containsExactly("host-3");
        var other = request.setName("host-1").build();
        assertThat(Refusal.of(() -> admin.listHosts(other)).fact("field")).isEqualTo("page_token");
    }
}
