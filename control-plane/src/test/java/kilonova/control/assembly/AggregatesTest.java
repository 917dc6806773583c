package kilonova.control.assembly;

import static kilonova.control.store.tables.Tables.HOST_AGGREGATE;
import static kilonova.control.store.tables.Tables.HOST_AGGREGATE_MEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kilonova.compute.v1.AddAggregateHostRequest;
import kilonova.compute.v1.Aggregate;
import kilonova.compute.v1.AggregateServiceGrpc;
import kilonova.compute.v1.AggregateServiceGrpc.AggregateServiceBlockingStub;
import kilonova.compute.v1.CreateAggregateRequest;
import kilonova.compute.v1.DeleteAggregateRequest;
import kilonova.compute.v1.GetAggregateRequest;
import kilonova.compute.v1.GetHostRequest;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListAggregatesRequest;
import kilonova.compute.v1.RemoveAggregateHostRequest;
import kilonova.compute.v1.SetAggregateMetadataRequest;
import kilonova.compute.v1.UpdateAggregateRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.host.Hosts;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Resources;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Aggregates on every database: what they hold, and the zones that they give. */
@EveryDatabase
final class AggregatesTest {
    private final WholeCloud cloud;
    private final AggregateServiceBlockingStub admin;

    AggregatesTest(TestDatabase place) {
        cloud = WholeCloud.on(place);
        admin = AggregateServiceGrpc.newBlockingStub(cloud.admin());
    }

    /** The database is that of the test before: nothing is left of its aggregates, and hosts are where they report. */
    @BeforeEach
    void twoHosts() {
        for (String name : List.of("agg-1", "agg-2")) {
            cloud.host(name);
            cloud.database.write(tx -> {
                new Hosts(WholeCloud.ENV, new PlacementLedger(WholeCloud.ENV)).give(tx, name, "");
                tx.sql().deleteFrom(HOST_AGGREGATE_MEMBER).execute();
                return tx.sql().deleteFrom(HOST_AGGREGATE).execute();
            });
        }
    }

    private Aggregate create(String name, String zone) {
        return admin.createAggregate(CreateAggregateRequest.newBuilder()
                .setAggregate(Aggregate.newBuilder().setName(name).setZone(zone))
                .build());
    }

    private Aggregate add(Aggregate to, String host) {
        return admin.addAggregateHost(AddAggregateHostRequest.newBuilder()
                .setId(to.getId())
                .setHost(host)
                .build());
    }

    private Aggregate remove(Aggregate from, String host) {
        return admin.removeAggregateHost(RemoveAggregateHostRequest.newBuilder()
                .setId(from.getId())
                .setHost(host)
                .build());
    }

    private Aggregate metadata(Aggregate of, Map<String, String> items, String... removed) {
        return admin.setAggregateMetadata(SetAggregateMetadataRequest.newBuilder()
                .setId(of.getId())
                .putAllMetadata(items)
                .addAllRemovedKeys(List.of(removed))
                .build());
    }

    private String zone(String host) {
        return HostServiceGrpc.newBlockingStub(cloud.admin())
                .getHost(GetHostRequest.newBuilder().setId(host).build())
                .getZone();
    }

    /** A server holds something of the host from here on. */
    private void occupied(String host) {
        var ledger = new PlacementLedger(WholeCloud.ENV);
        cloud.database.write(tx -> ledger.claim(
                tx,
                new Allocation(
                        WholeCloud.ENV.ids().next().toString(),
                        host,
                        new ProjectId("p"),
                        new UserId("u"),
                        new Resources(Map.of("VCPU", 1L)))));
    }

    @Test
    void theNumberOfADeletedAggregateIsNotGivenOutAgain() {
        Aggregate gone = create("gone", "");
        admin.deleteAggregate(
                DeleteAggregateRequest.newBuilder().setId(gone.getId()).build());
        assertThat(create("next", "").getSerial()).isGreaterThan(gone.getSerial());
    }

    @Test
    void anAggregateIsKnownByIdAndBySerial() {
        Aggregate made = create("rack", "");

        for (String name : List.of(made.getId(), Long.toString(made.getSerial()))) {
            assertThat(admin.getAggregate(
                            GetAggregateRequest.newBuilder().setId(name).build()))
                    .isEqualTo(made);
        }
        assertThat(Refusal.of(() -> create("rack", "")).reason()).isEqualTo("Duplicate");
    }

    @Test
    void aHostTakesTheZoneOfItsAggregateAndKeepsItWhenItReports() {
        Aggregate london = add(create("rack", "london"), "agg-1");
        assertThat(london.getHostsList()).containsExactly("agg-1");
        assertThat(zone("agg-1")).isEqualTo("london");

        cloud.host("agg-1");
        assertThat(zone("agg-1")).isEqualTo("london");

        assertThat(remove(london, "agg-1").getHostsList()).isEmpty();
        assertThat(zone("agg-1")).isEqualTo("nova");
    }

    @Test
    void aZoneIsAnItemOfMetadata() {
        Aggregate rack = add(create("rack", ""), "agg-1");

        rack = metadata(rack, Map.of("availability_zone", "paris", "k", "v"));
        assertThat(rack.getZone()).isEqualTo("paris");
        assertThat(zone("agg-1")).isEqualTo("paris");
        assertThat(rack.hasUpdateTime()).isTrue();

        rack = metadata(rack, Map.of(), "availability_zone");
        assertThat(rack.getMetadataMap()).containsExactlyEntriesOf(Map.of("k", "v"));
        assertThat(zone("agg-1")).isEqualTo("nova");
    }

    @Test
    void noHostIsInTwoZones() {
        add(create("one", "london"), "agg-1");
        Aggregate other = create("two", "paris");

        Refusal refusal = Refusal.of(() -> add(other, "agg-1"));
        assertThat(refusal.fact("field")).isEqualTo("zone");
        assertThat(refusal.fact("rule")).isEqualTo("One or more hosts already in availability zone(s) ['london']");
        add(create("three", "london"), "agg-1");
        add(create("four", ""), "agg-1");
        assertThat(zone("agg-1")).isEqualTo("london");
    }

    @Test
    void noHostChangesItsZoneWhileServersAreThere() {
        Aggregate rack = add(create("rack", ""), "agg-2");
        occupied("agg-2");

        assertThat(Refusal.of(() -> metadata(rack, Map.of("availability_zone", "paris")))
                        .fact("field"))
                .isEqualTo("zone");
        assertThat(zone("agg-2")).isEqualTo("nova");
        assertThat(metadata(rack, Map.of("k", "v")).getMetadataMap()).containsEntry("k", "v");
    }

    @Test
    void nameAndZoneAreChanged() {
        Aggregate rack = add(create("rack", "london"), "agg-1");

        Aggregate next = admin.updateAggregate(UpdateAggregateRequest.newBuilder()
                .setAggregate(Aggregate.newBuilder()
                        .setId(rack.getId())
                        .setName("shelf")
                        .setEtag(rack.getEtag()))
                .setUpdateMask(FieldMask.newBuilder().addPaths("name").addPaths("zone"))
                .build());

        assertThat(next.getName()).isEqualTo("shelf");
        assertThat(next.getZone()).isEmpty();
        assertThat(zone("agg-1")).isEqualTo("nova");
        assertThat(Refusal.of(() -> admin.updateAggregate(UpdateAggregateRequest.newBuilder()
                                .setAggregate(Aggregate.newBuilder()
                                        .setId(rack.getId())
                                        .setName("x")
                                        .setEtag(rack.getEtag()))
                                .build()))
                        .reason())
                .isEqualTo("Stale");
    }

    @Test
    void onlyAnEmptyAggregateIsDeleted() {
        Aggregate rack = add(create("rack", ""), "agg-1");
        var delete = DeleteAggregateRequest.newBuilder().setId(rack.getId()).build();

        assertThat(Refusal.of(() -> admin.deleteAggregate(delete)).reason()).isEqualTo("Invalid");
        assertThat(Refusal.of(() -> add(rack, "agg-1")).reason()).isEqualTo("Duplicate");
        remove(rack, "agg-1");
        assertThat(Refusal.of(() -> remove(rack, "agg-1")).reason()).isEqualTo("NotFound");
        admin.deleteAggregate(delete);
        assertThat(Refusal.of(() -> admin.deleteAggregate(delete)).reason()).isEqualTo("NotFound");
    }

    @Test
    void listsArePagedBySerial() {
        for (String name : List.of("c", "a", "b")) {
            create(name, "");
        }
        var names = new ArrayList<String>();
        var request = ListAggregatesRequest.newBuilder().setPageSize(2);
        do {
            var page = admin.listAggregates(request.build());
            page.getAggregatesList().forEach(each -> names.add(each.getName()));
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        assertThat(names).containsExactly("c", "a", "b");
    }
}
