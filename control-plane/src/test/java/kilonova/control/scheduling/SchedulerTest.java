package kilonova.control.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import kilonova.control.host.Host;
import kilonova.control.host.HostReport;
import kilonova.control.host.Hosts;
import kilonova.control.host.Standing;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.Inventory;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.Resources;
import kilonova.control.store.CommitProbe;
import kilonova.control.store.Database;
import kilonova.control.store.TestStore;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory of one replica, fed by what another writes. */
@EveryDatabase
final class SchedulerTest {
    private final Env env = Env.real();
    private final PlacementLedger ledger = new PlacementLedger(env);
    private final Hosts hosts = new Hosts(env, ledger);
    private final Database here;
    private final Database elsewhere;
    private final Scheduler scheduler;
    private final String host = "host-" + env.ids().next().toString().substring(24);

    SchedulerTest(TestDatabase at) {
        this.elsewhere = Database.inline(TestStore.settings(at), env, CommitProbe.NONE);
        this.here = Database.inline(TestStore.settings(at), env, CommitProbe.NONE);
        report(4);
        this.scheduler = new Scheduler(here, hosts, ledger, SchedulerSettings.USUAL);
        scheduler.start();
        here.catchUp();
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    @Test
    void aHostThatWasThereBeforeIsKnown() {
        assertThat(choose(4)).isInstanceOf(Choice.Chosen.class);
    }

    @Test
    void whatAnotherReplicaClaimsIsNotGivenOutAgain() {
        elsewhere(tx -> ledger.claim(
                tx,
                new Allocation(
                        "other", host, new ProjectId("p1"), new UserId("u1"), new Resources(Map.of("VCPU", 3L)))));
        assertThat(choose(2)).isInstanceOf(Choice.Refused.class);
        assertThat(choose(1)).isInstanceOf(Choice.Chosen.class);
        elsewhere(tx -> ledger.release(tx, "other"));
        assertThat(choose(4)).isInstanceOf(Choice.Chosen.class);
    }

    @Test
    void aHostThatGoesDownOrIsDisabledIsPassedOverUntilItIsBack() {
        elsewhere(tx -> hosts.gone(tx, host));
        assertThat(refusal()).contains("are down");
        report(4);
        assertThat(choose(1)).isInstanceOf(Choice.Chosen.class);
        elsewhere(tx -> hosts.set(tx, host, "", Optional.of(false), Optional.of("repair"), Optional.empty()));
        assertThat(refusal()).contains("are disabled");
    }

    @Test
    void whatAHostGainsIsGivenOut() {
        assertThat(choose(8)).isInstanceOf(Choice.Refused.class);
        report(8);
        assertThat(choose(8)).isInstanceOf(Choice.Chosen.class);
    }

    @Test
    void aHostThatIsDeletedIsPassedOverUntilItIsMadeAnew() {
        // So that what is made anew begins below the generations that are known.
        elsewhere(tx -> hosts.set(tx, host, "", Optional.of(false), Optional.of("old"), Optional.empty()));
        elsewhere(tx -> hosts.delete(tx, hosts.host(tx, host)));
        assertThat(choose(1)).isInstanceOf(Choice.Refused.class);
        report(4);
        assertThat(choose(4)).isInstanceOf(Choice.Chosen.class);
    }

    @Test
    void anOlderStandingOfAHostNeverTakesThePlaceOfANewerOne() {
        var memory = new HostMemory();
        Host now = here.read(tx -> hosts.host(tx, host));
        Standing up = Standing.of(now);
        memory.put(new Standing(
                up.id(),
                up.name(),
                up.zone(),
                false,
                true,
                true,
                up.hypervisorHostname(),
                up.hypervisorType(),
                up.hypervisorVersion(),
                up.hostIp(),
                up.generation() + 1));
        memory.put(up);
        var all = new BitSet();
        all.set(0);
        assertThat(memory.passing(Rule.DOWN, request(1), Map.of(), all).isEmpty())
                .isTrue();
    }

    private String refusal() {
        return choose(1) instanceof Choice.Refused refused ? refused.explanation() : "";
    }

    private Choice choose(long vcpus) {
        Choice choice = scheduler.choose(request(vcpus));
        scheduler.settled("asker");
        return choice;
    }

    private PlacementRequest request(long vcpus) {
        return new PlacementRequest(
                "asker",
                new Resources(Map.of("VCPU", vcpus)),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(host),
                false,
                Set.of(),
                Hints.NONE);
    }

    private void report(int vcpus) {
        elsewhere(tx -> hosts.reported(
                tx,
                new HostReport(
                        host,
                        host,
                        "node-1",
                        "nova",
                        host,
                        "QEMU",
                        7_002_022,
                        "127.0.0.1",
                        "{}",
                        "",
                        100,
                        Map.of("VCPU", new Inventory(vcpus, 0, 1, vcpus, 1, 1.0)),
                        List.of(),
                        "")));
    }

    private void elsewhere(Consumer<Tx> body) {
        elsewhere.write(tx -> {
            body.accept(tx);
            return true;
        });
        here.catchUp();
    }
}
