package kilonova.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import kilonova.compute.v1.RestingState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own joins a cloud over real sockets, and outlives what happens to either. */
class NodeProcessTest {
    @TempDir
    static Path directory = Path.of(".");

    private static NodeCloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new NodeCloud(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    private static ProcessOfItsOwn node(String name, Path bundle) throws Exception {
        return new ProcessOfItsOwn(directory.resolve(name), "--bundle", bundle.toString(), "--hypervisor", "fake");
    }

    @Test
    void itBootsAServerAndBothSurviveKillAndRestart() throws Exception {
        try (var node = node("walker", cloud.enroll("walker", "walker-a", "walker-b"))) {
            ProcessOfItsOwn.await("both hosts up", () -> cloud.up("walker-a") && cloud.up("walker-b"));
            var server = cloud.boot("walker-b");
            assertThat(server.getRestingState()).isEqualTo(RestingState.RESTING_STATE_ACTIVE);
            assertThat(server.getAdmin().getHost()).isEqualTo("walker-b");

            node.kill();
            ProcessOfItsOwn.await("the host down", () -> !cloud.up("walker-b"));
            node.startAgain();
            ProcessOfItsOwn.await("the host up again", () -> cloud.up("walker-b"));
            assertThat(cloud.active(server.getId())).isTrue();

            cloud.stop();
            cloud.startAgain();
            ProcessOfItsOwn.await("the node back by itself", () -> node.runs() && cloud.up("walker-b"));
            assertThat(cloud.active(server.getId())).isTrue();

            cloud.delete(server.getId());
        }
    }

    @Test
    void theBundleIsForItsOwnerAloneAndIsKeptForTheNextStart() throws Exception {
        Path bundle = cloud.enroll("keeper");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
                .isEqualTo("rw-------");
        try (var node = node("keeper", bundle)) {
            ProcessOfItsOwn.await("the host up", () -> cloud.up("keeper"));
            assertThat(node.stop()).isEqualTo(143);
        }
        Files.delete(bundle);
        try (var again = new ProcessOfItsOwn(directory.resolve("keeper"))) {
            ProcessOfItsOwn.await("the host up again", () -> cloud.up("keeper"));
            ProcessOfItsOwn.await("it says so", () -> again.said().contains(", connected"));
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(NodeChoices.bundle(directory.resolve("keeper")))))
                .isEqualTo("rw-------");
    }

    @Test
    void aRevokedNodeIsCutOffAndSaysSoAndComesBackWithANewBundle() throws Exception {
        try (var node = node("fired", cloud.enroll("fired"))) {
            ProcessOfItsOwn.await("the host up", () -> cloud.up("fired"));
            String unused = cloud.command("node", "revoke", "fired", "--data-dir", cloud.data.toString());
            ProcessOfItsOwn.await("the host down", () -> !cloud.up("fired"));
            Path log = DataDirectory.log(directory.resolve("fired"));
            ProcessOfItsOwn.await("its log says why", () -> Files.readString(log)
                    .contains("the control plane refuses this node: the certificate"));
            assertThat(node.runs()).isTrue();
        }
        assertThat(cloud.command("node", "list", "--data-dir", cloud.data.toString()))
                .containsPattern("fired +revoked .*fired \\(down\\)");
        try (var _ = node("fired", cloud.enroll("fired"))) {
            ProcessOfItsOwn.await("the host up", () -> cloud.up("fired"));
        }
    }

    @Test
    void theBundleOfAnotherNodeIsRefusedByADirectoryThatHasOne() throws Exception {
        try (var _ = node("first", cloud.enroll("first"))) {
            ProcessOfItsOwn.await("the host up", () -> cloud.up("first"));
        }
        try (var other = node("first", cloud.enroll("second"))) {
            ProcessOfItsOwn.await("it ends", () -> !other.runs());
            assertThat(other.said()).contains("is of another node", "--data-dir");
        }
    }
}
