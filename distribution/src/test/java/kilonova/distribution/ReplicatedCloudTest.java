package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kilonova.client.KilonovaClient;
import kilonova.client.Operations;
import kilonova.client.PasswordLogin;
import kilonova.client.Trust;
import kilonova.compute.v1.GetConsoleOutputRequest;
import kilonova.compute.v1.Host;
import kilonova.compute.v1.HostServiceGrpc;
import kilonova.compute.v1.ListFlavorsRequest;
import kilonova.compute.v1.ListHostsRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.QuotaServiceGrpc;
import kilonova.compute.v1.RestingState;
import kilonova.compute.v1.ServerSpec;
import kilonova.compute.v1.SetDefaultQuotasRequest;
import kilonova.lab.process.PortRange;
import kilonova.testkit.database.DatabaseKind;
import kilonova.testkit.database.Databases;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three control planes and two nodes, each a process of its own, on a real database; one of them is killed. */
class ReplicatedCloudTest {
    private static final int CREATES = 50;

    private final Path directory;
    private final Path data;
    private final List<ProcessOfItsOwn> processes = new ArrayList<>();

    ReplicatedCloudTest(@TempDir Path directory) {
        this.directory = directory;
        this.data = directory.resolve("cloud");
    }

    @Test
    void ofFiftyCreatesInFlightAllBecomeActiveWhenTheReplicaThatTookThemIsKilled() throws Exception {
        try (TestDatabase database = Databases.fresh(DatabaseKind.POSTGRESQL)) {
            run(database);
        } finally {
            for (ProcessOfItsOwn each : processes) {
                each.close();
            }
        }
    }

    private void run(TestDatabase database) throws Exception {
        ProcessOfItsOwn one = begin(
                "up",
                "1",
                "--hypervisor",
                "none",
                "--database",
                address(database),
                "--port-offset",
                String.valueOf(PortRange.free(3).orElseThrow().getFirst()));
        RunRecord first = ready(1, one);
        ProcessOfItsOwn killed = begin("replica", "2", "--number", "2");
        ProcessOfItsOwn three = begin("replica", "3", "--number", "3");
        RunRecord second = ready(2, killed);
        RunRecord third = ready(3, three);
        node("one");
        node("two");
        try (var client = admin(first)) {
            ProcessOfItsOwn.await("all hosts are up", () -> up(client) == 10);
            var unused = client.with(QuotaServiceGrpc::newBlockingStub)
                    .setDefaultQuotas(SetDefaultQuotasRequest.newBuilder()
                            .putAllLimits(Map.of("instances", -1L, "cores", -1L, "ram", -1L))
                            .build());
        }
        List<String> servers = create(second);
        killed.kill();

        try (var client = admin(third)) {
            ProcessOfItsOwn.await("all are active", () -> servers.stream()
                    .allMatch(id -> client.server(id).getRestingState() == RestingState.RESTING_STATE_ACTIVE));
            assertThat(up(client)).isEqualTo(10);
        }
        for (RunRecord each : List.of(first, third)) {
            try (var client = admin(each)) {
                // Each node is at one of the two; the other relays.
                for (String id : servers.subList(0, 10)) {
                    assertThat(client.servers()
                                    .getConsoleOutput(GetConsoleOutputRequest.newBuilder()
                                            .setId(id)
                                            .build())
                                    .getOutput())
                            .contains("Fake guest");
                }
            }
        }
        assertThat(command("down", "--data-dir", data.toString())).isZero();
        assertThat(Seat.running(data)).isEmpty();
    }

    private ProcessOfItsOwn begin(String command, String number, String... options) throws Exception {
        var process = new ProcessOfItsOwn(command, data, directory.resolve("replica-" + number + ".said"), options);
        processes.add(process);
        return process;
    }

    private RunRecord ready(int number, ProcessOfItsOwn replica) throws Exception {
        var seat = new Seat(data, number);
        replica.awaitAlive(seat + " is ready", () -> seat.running().isPresent());
        return seat.running().orElseThrow();
    }

    /** One with five hosts, which knows all three replicas. */
    private void node(String name) throws Exception {
        Path bundle = directory.resolve(name + ".bundle");
        var enroll = new ArrayList<String>(
                List.of("node", "enroll", name, "--out", bundle.toString(), "--data-dir", data.toString()));
        for (int i = 1; i <= 5; i++) {
            enroll.addAll(List.of("--host", name + "-" + i));
        }
        assertThat(command(enroll.toArray(String[]::new))).isZero();
        assertThat(NodeBundle.read(bundle).control()).hasSize(3);
        processes.add(
                new ProcessOfItsOwn(directory.resolve(name), "--bundle", bundle.toString(), "--hypervisor", "fake"));
    }

    private static int command(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments);
    }

    private KilonovaClient admin(RunRecord replica) throws Exception {
        Account admin = Accounts.read(data).admin();
        var login = new PasswordLogin(
                URI.create(replica.endpoint(Service.IDENTITY)),
                Trust.system(),
                admin.user(),
                Account.DOMAIN,
                admin.password(),
                admin.project(),
                Account.DOMAIN,
                Main.clock());
        return KilonovaClient.connect(replica.endpoint(Service.GRPC), login);
    }

    private static long up(KilonovaClient client) {
        return client
                .with(HostServiceGrpc::newBlockingStub)
                .listHosts(ListHostsRequest.getDefaultInstance())
                .getHostsList()
                .stream()
                .filter(Host::getUp)
                .count();
    }

    /** All are acknowledged when it returns, and few have ended. */
    private List<String> create(RunRecord at) throws Exception {
        try (var client = admin(at)) {
            var spec = ServerSpec.newBuilder()
                    .setImageId(NodeCloud.image(client))
                    .setFlavorId(client.flavors()
                            .listFlavors(ListFlavorsRequest.getDefaultInstance())
                            .getFlavors(0)
                            .getId())
                    .setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE);
            var ids = new ArrayList<String>();
            for (int i = 0; i < CREATES; i++) {
                Operation begun =
                        client.createServer(spec.setName("server-" + i).build(), UUID.randomUUID());
                ids.add(Operations.metadata(begun).getSubjectId());
            }
            return ids;
        }
    }

    private static String address(TestDatabase database) {
        String place = database.url().replaceFirst("^jdbc:([a-z]+)://", "");
        String kind = database.url().replaceFirst("^jdbc:([a-z]+)://.*", "$1");
        String user = database.user().orElse("")
                + database.password()
                        .filter(each -> !each.isEmpty())
                        .map(each -> ":" + each)
                        .orElse("");
        return kind + "://" + user + "@" + place;
    }
}
