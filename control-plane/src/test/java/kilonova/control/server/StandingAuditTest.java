package kilonova.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.control.audit.AuditSettings;
import kilonova.control.network.PortRequest;
import kilonova.control.node.Tenure;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.store.Database;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestSpec;
import org.junit.jupiter.api.Test;

/** Books that are put out of step by hand; the audit finds, tells and mends it. */
final class StandingAuditTest {
    private static void sql(TinyCloud cloud, String statement) {
        cloud.database.write(tx -> tx.sql().execute(statement));
    }

    /** Each finding as {@code KIND STATE subject}, oldest first. */
    private static List<String> findings(TinyCloud cloud) {
        return cloud.database.read(tx ->
                tx.sql().fetch("select kind, state, subject from finding order by found_at, kind, subject").stream()
                        .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
                        .toList());
    }

    private static Begun built(TinyCloud cloud, String name) {
        Begun begun = cloud.create(name);
        cloud.settle();
        return begun;
    }

    private static String deleted(TinyCloud cloud, String name) {
        Begun begun = built(cloud, name);
        cloud.delete(cloud.server(begun));
        cloud.settle();
        return begun.server().id().toString();
    }

    private static void leaksRoom(TinyCloud cloud, String server) {
        sql(
                cloud,
                "insert into allocation (consumer_id, provider_id, project_id, user_id, resources, created_at) values ('"
                        + server + "', 'host-1', 'p1', 'u1', 'VCPU=1', 1)");
        sql(cloud, "update provider set usages = 'VCPU=1', generation = generation + 1 where id = 'host-1'");
    }

    @Test
    void booksThatAgreeAreLeftAloneAndCostNoCommit() {
        try (var cloud = new TinyCloud(2)) {
            built(cloud, "a");
            deleted(cloud, "b");
            long before = cloud.database.read(Database::revision);

            cloud.audited();

            assertThat(cloud.database.read(Database::revision)).isEqualTo(before);
            assertThat(findings(cloud)).isEmpty();
        }
    }

    @Test
    void roomThatADeletedServerHoldsIsGivenBackWithAReceipt() {
        try (var cloud = new TinyCloud(1)) {
            String server = deleted(cloud, "a");
            leaksRoom(cloud, server);

            cloud.audited();

            assertThat(cloud.leftovers()).isEmpty();
            assertThat(findings(cloud))
                    .containsExactly("ALLOCATION_OF_NOBODY REPAIRED allocation/" + server + "/host-1");
        }
    }

    @Test
    void whatWasGoneAtTheSecondLookIsLeftAlone() {
        try (var cloud = new TinyCloud(1)) {
            String server = deleted(cloud, "a");
            leaksRoom(cloud, server);
            cloud.pass(AuditSettings.USUAL.every());
            cloud.auditor.tick();
            cloud.auditor.tick();

            cloud.database.write(tx -> {
                cloud.ledger.release(tx, server);
                return true;
            });
            cloud.audited();

            assertThat(cloud.leftovers()).isEmpty();
            assertThat(findings(cloud)).isEmpty();
        }
    }

    @Test
    void whatIsFoundIsNotMendedBeforeASecondLook() {
        try (var cloud = new TinyCloud(1)) {
            leaksRoom(cloud, deleted(cloud, "a"));
            cloud.pass(AuditSettings.USUAL.every());
            cloud.auditor.tick();
            cloud.auditor.tick();
            cloud.pass(AuditSettings.USUAL.lookAgain().minusSeconds(1));
            cloud.auditor.tick();
            assertThat(findings(cloud)).isEmpty();

            cloud.pass(Duration.ofSeconds(1));
            cloud.auditor.tick();
            assertThat(findings(cloud)).hasSize(1);
        }
    }

    @Test
    void whatAHostUsesIsCountedAnew() {
        try (var cloud = new TinyCloud(1)) {
            built(cloud, "a");
            sql(cloud, "update provider set usages = 'VCPU=3', generation = generation + 1 where id = 'host-1'");

            cloud.audited();

            assertThat(cloud.leftovers()).isEmpty();
            assertThat(findings(cloud)).containsExactly("HOST_USAGE REPAIRED host/host-1");
        }
    }

    @Test
    void aQuotaIsCountedAnew() {
        try (var cloud = new TinyCloud(1)) {
            built(cloud, "a");
            sql(cloud, "update quota_usage set instances = instances + 2, ram_mb = 7 where user_id = 'u1'");
            sql(cloud, "update quota_usage set cores = 0 where user_id = ''");

            cloud.audited();

            assertThat(cloud.leftovers()).isEmpty();
            assertThat(findings(cloud))
                    .containsExactly("QUOTA_USAGE REPAIRED quota/p1", "QUOTA_USAGE REPAIRED quota/p1/u1");
        }
    }

    @Test
    void portsOfADeletedServerAreReleased() {
        try (var cloud = new TinyCloud(1)) {
            Begun living = built(cloud, "a");
            String server = deleted(cloud, "b");
            cloud.networks.ensurePort(new PortRequest(
                    "port-9",
                    false,
                    PlayedNetworks.NET,
                    Optional.empty(),
                    List.of(),
                    server,
                    "b",
                    living.server().project(),
                    "nova",
                    "host-1"));

            cloud.audited();

            assertThat(cloud.networks.all().values())
                    .allMatch(
                            port -> port.deviceId().equals(living.server().id().toString()))
                    .hasSize(1);
            assertThat(findings(cloud)).containsExactly("PORTS_LEFT_BEHIND REPAIRED server/" + server);
        }
    }

    @Test
    void aHostIsAskedAgainToHaveNothingOfADeletedServer() {
        try (var cloud = new TinyCloud(1)) {
            String server = deleted(cloud, "a");
            cloud.database.write(tx -> {
                cloud.wishes.state(
                        tx,
                        new Wish(server, "host-1", 9, 1, WantedPower.RUNNING, List.of()),
                        GuestSpec::getDefaultInstance);
                return true;
            });

            cloud.audited();

            assertThat(cloud.machines.wishesOn("host-1")).isEmpty();
            assertThat(findings(cloud)).contains("WISH_LEFT_BEHIND REPAIRED wish/" + server + "/host-1");
        }
    }

    @Test
    void aHostThatIsAwayMayHaveItsWishForAsLongAsItIs() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = built(cloud, "a");
            cloud.machines.down("host-1");
            cloud.delete(cloud.server(begun));
            cloud.settle();
            assertThat(cloud.machines.wishesOn("host-1")).hasSize(1);

            cloud.audited();

            assertThat(findings(cloud)).isEmpty();
        }
    }

    @Test
    void aGuestOfNobodyIsToldAndLeftAlone() {
        try (var cloud = new TinyCloud(1)) {
            var guest = GuestObservation.newBuilder()
                    .setServerId("00000000-0000-4000-8000-0000000000ff")
                    .setHostId("host-1");
            cloud.guests.observed(
                    Tenure.SURE,
                    List.of(guest.setPower(GuestPower.GUEST_POWER_RUNNING).build()));

            cloud.audited();
            assertThat(findings(cloud))
                    .containsExactly("GUEST_OF_NOBODY OPEN guest/00000000-0000-4000-8000-0000000000ff/host-1");
            assertThat(cloud.machines.wishesOn("host-1")).isEmpty();

            cloud.guests.observed(
                    Tenure.SURE,
                    List.of(guest.setPower(GuestPower.GUEST_POWER_ABSENT).build()));
            cloud.audited();
            assertThat(findings(cloud))
                    .containsExactly("GUEST_OF_NOBODY GONE guest/00000000-0000-4000-8000-0000000000ff/host-1");
        }
    }

    @Test
    void aBuildThatWasGivenUpGivesBackWhatItHeld() {
        try (var cloud = new TinyCloud(1)) {
            Begun begun = cloud.givenUp("stuck");
            Fault why = cloud.server(begun).state().fault().orElseThrow();
            assertThat(cloud.server(begun).place().hostId()).isPresent();

            cloud.audited();

            Server left = cloud.server(begun);
            assertThat(left.state().rests()).isEqualTo(RestingState.ERROR);
            assertThat(left.state().fault()).contains(why);
            assertThat(left.place().hostId()).isEmpty();
            assertThat(cloud.networks.all()).isEmpty();
            assertThat(cloud.machines.wishesOn("host-1")).isEmpty();
            assertThat(cloud.leftovers()).isEmpty();
            assertThat(findings(cloud)).containsExactly("BUILD_LEFT_BEHIND REPAIRED server/" + left.id());
        }
    }

    @Test
    void whatIsUnderWayIsNoFinding() {
        try (var cloud = new TinyCloud(1)) {
            cloud.create("slow");
            while (cloud.runner.tick()) {
                // The host has not answered.
            }
            for (int i = 0; i < 2; i++) {
                cloud.pass(AuditSettings.USUAL.every());
                cloud.auditor.tick();
                cloud.auditor.tick();
            }
            assertThat(findings(cloud)).isEmpty();
        }
    }

    @Test
    void tooMuchAtOnceIsTakenForAFaultOfOurOwn() {
        try (var cloud = new TinyCloud(1)) {
            for (int i = 0; i < 6; i++) {
                String server = deleted(cloud, "a" + i);
                sql(
                        cloud,
                        "insert into allocation (consumer_id, provider_id, project_id, user_id, resources, created_at)"
                                + " values ('" + server + "', 'host-1', 'p1', 'u1', '', 1)");
            }

            cloud.audited();

            assertThat(findings(cloud)).hasSize(6).allMatch(each -> each.startsWith("ALLOCATION_OF_NOBODY HELD_BACK"));

            sql(cloud, "delete from allocation");
            cloud.audited();
            assertThat(findings(cloud)).hasSize(6).allMatch(each -> each.startsWith("ALLOCATION_OF_NOBODY GONE"));
        }
    }

    @Test
    void whatComesBackAgainAndAgainIsToldInTheEnd() {
        try (var cloud = new TinyCloud(1)) {
            built(cloud, "a");
            String spoil = "update provider set usages = 'VCPU=3', generation = generation + 1 where id = 'host-1'";
            for (int i = 0; i < AuditSettings.USUAL.sameRepairs(); i++) {
                sql(cloud, spoil);
                cloud.audited();
            }
            assertThat(findings(cloud)).hasSize(AuditSettings.USUAL.sameRepairs());
            assertThat(cloud.leftovers()).isEmpty();

            sql(cloud, spoil);
            cloud.audited();
            assertThat(findings(cloud)).last().isEqualTo("HOST_USAGE OPEN host/host-1");
            assertThat(cloud.leftovers()).isNotEmpty();
        }
    }
}
