package kilonova.control.assembly;

import static kilonova.control.store.tables.Tables.ALLOCATION;
import static kilonova.control.store.tables.Tables.QUOTA_USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kilonova.compute.v1.AuditServiceGrpc;
import kilonova.compute.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.Finding;
import kilonova.compute.v1.FindingKind;
import kilonova.compute.v1.FindingState;
import kilonova.compute.v1.GetAuditRequest;
import kilonova.compute.v1.ListFindingsRequest;
import kilonova.compute.v1.ListFindingsResponse;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.RepairFindingRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.audit.AuditSettings;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Resources;
import kilonova.kernel.Env;
import kilonova.placement.v1.Amounts;
import kilonova.placement.v1.ConsumerAllocations;
import kilonova.placement.v1.ListAllocationsRequest;
import kilonova.placement.v1.PlacementServiceGrpc;
import kilonova.placement.v1.SetAllocationsRequest;
import kilonova.testkit.clock.HandClock;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit's reads, repairs and receipts as each database has them, and as administrators see them. */
@EveryDatabase
final class StandingAuditOnEveryDatabaseTest {
    private final HandClock clock = new HandClock();
    private final TickedControl cloud;

    StandingAuditOnEveryDatabaseTest(TestDatabase at) {
        cloud = new TickedControl(at, clock, "audited");
    }

    @BeforeEach
    void nothingIsLeftOfOtherTests() {
        walk();
        cloud.write(tx -> tx.sql().execute("delete from finding"));
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    /** A whole walk, its second look, and what is mended. */
    private void walk() {
        for (int i = 0; i < 20; i++) {
            clock.pass(AuditSettings.USUAL.every());
            cloud.round("lease");
            cloud.round("audit");
        }
        cloud.drain();
    }

    private AuditServiceBlockingStub audit() {
        return AuditServiceGrpc.newBlockingStub(cloud.channel("admin"));
    }

    private String server() {
        return cloud.servers()
                .createServer(CreateServerRequest.newBuilder()
                        .setServer(ServerSpec.newBuilder()
                                .setName("audited")
                                .setFlavorId("1")
                                .setImageId(TickedControl.IMAGE)
                                .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE))
                        .build())
                .getName();
    }

    @Test
    void aQuotaThatWasMiscountedIsMendedAndTheReceiptIsListed() {
        server();
        cloud.drain();
        cloud.write(tx -> tx.sql()
                .update(QUOTA_USAGE)
                .set(QUOTA_USAGE.CORES, QUOTA_USAGE.CORES.plus(3))
                .execute());

        walk();

        ListFindingsResponse first = audit().listFindings(
                        ListFindingsRequest.newBuilder().setPageSize(1).build());
        ListFindingsResponse second = audit().listFindings(ListFindingsRequest.newBuilder()
                .setPageSize(1)
                .setPageToken(first.getNextPageToken())
                .build());
        assertThat(first.getFindings(0).getId())
                .isGreaterThan(second.getFindings(0).getId());
        for (Finding each : List.of(first.getFindings(0), second.getFindings(0))) {
            assertThat(each.getKind()).isEqualTo(FindingKind.FINDING_KIND_QUOTA_USAGE);
            assertThat(each.getState()).isEqualTo(FindingState.FINDING_STATE_REPAIRED);
            assertThat(each.getEndTime())
                    .isNotEqualTo(each.getDefaultInstanceForType().getEndTime());
        }
        assertThat(audit().getAudit(GetAuditRequest.getDefaultInstance()).getRepairs())
                .isEqualTo(2);
    }

    @Test
    void whatIsHeldBackIsMendedByAnOperatorsWord() {
        cloud.host("audited-host");
        for (int i = 0; i < 6; i++) {
            String nobody = UUID.randomUUID().toString();
            cloud.write(tx -> tx.sql()
                    .insertInto(ALLOCATION)
                    .set(ALLOCATION.CONSUMER_ID, nobody)
                    .set(ALLOCATION.PROVIDER_ID, "audited-host")
                    .set(ALLOCATION.PROJECT_ID, "p")
                    .set(ALLOCATION.USER_ID, "u")
                    .set(ALLOCATION.RESOURCES, "")
                    .set(ALLOCATION.CREATED_AT, 1L)
                    .execute());
        }

        walk();

        assertThat(audit().getAudit(GetAuditRequest.getDefaultInstance()).getHeldBackFindings())
                .isEqualTo(6);
        Finding held = audit().listFindings(
                        ListFindingsRequest.newBuilder().setOpenOnly(true).build())
                .getFindings(0);
        var request = RepairFindingRequest.newBuilder()
                .setId(held.getId())
                .setRequestId(UUID.randomUUID().toString())
                .build();
        Finding receipt = audit().repairFinding(request);
        assertThat(receipt.getState()).isEqualTo(FindingState.FINDING_STATE_REPAIRED);
        assertThat(audit().repairFinding(request)).isEqualTo(receipt);
        assertThat(refusal(RepairFindingRequest.newBuilder().setId(held.getId()).build()))
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(audit().getAudit(GetAuditRequest.getDefaultInstance()).getHeldBackFindings())
                .isEqualTo(5);
        cloud.write(tx -> tx.sql().deleteFrom(ALLOCATION).execute());
    }

    /** Whoever writes over the API of placement keeps its own books, on hosts of this cloud too. */
    @Test
    void whatOthersHoldOfAHostIsLeftToThem() {
        cloud.host("shared-host");
        String foreign = UUID.randomUUID().toString();
        String nobody = UUID.randomUUID().toString();
        var placement = PlacementServiceGrpc.newBlockingStub(cloud.channel("admin"));
        cloud.write(tx -> {
            new PlacementLedger(Env.real())
                    .ensureProvider(
                            tx,
                            "shared-host",
                            "shared-host",
                            Map.of("VCPU", new Inventory(8, 0, 1, 8, 1, 1.0)),
                            List.of());
            return new PlacementLedger(Env.real())
                    .claim(
                            tx,
                            new Allocation(
                                    nobody,
                                    "shared-host",
                                    new ProjectId("p"),
                                    new UserId("u"),
                                    new Resources(Map.of("VCPU", 2L))));
        });
        var _ = placement.setAllocations(SetAllocationsRequest.newBuilder()
                .addConsumers(ConsumerAllocations.newBuilder()
                        .setConsumerId(foreign)
                        .setProjectId("p")
                        .setUserId("u")
                        .putAllocations(
                                "shared-host",
                                Amounts.newBuilder().putResources("VCPU", 1).build()))
                .build());

        walk();
        walk();

        assertThat(placement
                        .listAllocations(ListAllocationsRequest.newBuilder()
                                .setResourceProviderId("shared-host")
                                .build())
                        .getAllocationsList())
                .extracting(kilonova.placement.v1.Allocation::getConsumerId)
                .containsExactly(foreign);
        assertThat(audit().listFindings(ListFindingsRequest.getDefaultInstance())
                        .getFindingsList())
                .extracting(Finding::getSubject)
                .containsExactly("allocation/" + nobody + "/shared-host");
    }

    private Status.Code refusal(RepairFindingRequest request) {
        try {
            audit().repairFinding(request);
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    @Test
    void onlyAdministratorsSeeIt() {
        var member = AuditServiceGrpc.newBlockingStub(cloud.channel("member"));
        assertThatThrownBy(() -> member.getAudit(GetAuditRequest.getDefaultInstance()))
                .hasMessageStartingWith("PERMISSION_DENIED");
        assertThatThrownBy(() -> member.listFindings(ListFindingsRequest.getDefaultInstance()))
                .hasMessageStartingWith("PERMISSION_DENIED");
        assertThatThrownBy(() -> member.repairFinding(
                        RepairFindingRequest.newBuilder().setId("any").build()))
                .hasMessageStartingWith("PERMISSION_DENIED");
    }
}
