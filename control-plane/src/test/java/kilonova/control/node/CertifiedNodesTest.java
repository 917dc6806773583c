package kilonova.control.node;

import static kilonova.node.v1.ControlMessage.MessageCase.WELCOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.UUID;
import kilonova.compute.v1.RevokeNodeRequest;
import kilonova.control.identity.Principal;
import kilonova.control.image.Image;
import kilonova.control.image.Images;
import kilonova.kernel.NodePass;
import kilonova.node.v1.FetchImageRequest;
import kilonova.node.v1.NodeServiceGrpc;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node may say and have, by its certificate, on every database. */
@EveryDatabase
final class CertifiedNodesTest {
    private static final String SERVER = "00000000-0000-4000-8000-000000000001";
    private final Streams streams;

    CertifiedNodesTest(TestDatabase place) {
        streams = new Streams(new OneByte(), place.kind());
    }

    @AfterEach
    void close() {
        streams.close();
    }

    private static String host(NodePeer.Certified node, String name) {
        return node.pass().hosts().entrySet().stream()
                .filter(each -> each.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private PlayedNode joined(NodePeer.Certified node, String name) {
        return streams.node(node).helloNaming(node.pass().nodeId(), host(node, name), name);
    }

    private void refused(PlayedNode node, String why) {
        assertThat(node.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(node.end.getDescription()).contains(why);
    }

    private void revoke(String name) {
        var unused = streams.enrollments()
                .revokeNode(RevokeNodeRequest.newBuilder().setName(name).build());
    }

    @Test
    void aNodeThatIsWhoItsCertificateSaysIsWelcome() throws Exception {
        var node = streams.enroll("rack-1", "a", "b");
        var played = joined(node, "b").snapshot(host(node, "b")).fact(host(node, "b"), SERVER);
        assertThat(played.kinds()).contains(WELCOME);
        assertThat(played.over).isFalse();
        assertThat(streams.up(host(node, "b"))).isTrue();
        assertThat(streams.guests.told).contains("saw " + SERVER);
    }

    @Test
    void aNodeThatCallsItselfAnotherIsRefused() throws Exception {
        var node = streams.enroll("rack-1", "a");
        var other = streams.enroll("rack-2", "b");
        var played = streams.node(node).helloNaming(other.pass().nodeId(), host(node, "a"), "a");
        refused(played, "its certificate is of the node " + node.pass().nodeId());
        assertThat(streams.up(host(node, "a"))).isFalse();
    }

    @Test
    void aNodeThatSpeaksForAForeignHostIsRefused() throws Exception {
        var node = streams.enroll("rack-1", "a");
        var other = streams.enroll("rack-2", "b");
        refused(
                streams.node(node).helloNaming(node.pass().nodeId(), host(other, "b"), "b"),
                "its certificate does not name the host b");
        assertThat(streams.up(host(other, "b"))).isFalse();
    }

    @Test
    void aNodeThatGivesItsHostAnotherNameIsRefused() throws Exception {
        var node = streams.enroll("rack-1", "a");
        refused(
                streams.node(node).helloNaming(node.pass().nodeId(), host(node, "a"), "control"),
                "is named a by its certificate, not control");
    }

    @Test
    void aHostCannotBeRenamedLaterEither() throws Exception {
        var node = streams.enroll("rack-1", "a");
        refused(joined(node, "a").report(host(node, "a"), "control"), "is named a by its certificate");
    }

    @Test
    void aSnapshotOfAForeignHostEndsTheStreamAndIsNotTaken() throws Exception {
        var node = streams.enroll("rack-1", "a");
        var other = streams.enroll("rack-2", "b");
        refused(joined(node, "a").snapshot(host(other, "b")), "was not in its Hello");
        assertThat(streams.guests.told).isEmpty();
    }

    @Test
    void aFactOfAForeignHostEndsTheStreamAndIsNotTaken() throws Exception {
        var node = streams.enroll("rack-1", "a");
        var other = streams.enroll("rack-2", "b");
        refused(joined(node, "a").fact(host(other, "b"), SERVER), "was not in its Hello");
        assertThat(streams.guests.told).isEmpty();
    }

    @Test
    void aReportOfAForeignHostEndsTheStreamAndIsNotTaken() throws Exception {
        var node = streams.enroll("rack-1", "a");
        var other = streams.enroll("rack-2", "b");
        refused(joined(node, "a").report(host(other, "b"), "b"), "was not in its Hello");
        assertThat(streams.up(host(other, "b"))).isFalse();
    }

    @Test
    void aHostThatTheNodeInsideSpeaksForIsNobodyElses() {
        streams.node().hello("node-1", "host-1");
        var second = streams.node().hello("node-2", "host-1");
        assertThat(second.end.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(second.end.getDescription()).contains("node-1");
    }

    @Test
    void aRevokedNodeIsRefused() throws Exception {
        var node = streams.enroll("rack-1", "a");
        revoke("rack-1");
        refused(joined(node, "a"), "was revoked");
    }

    @Test
    void revokingEndsTheStreamThatIsOpen() throws Exception {
        var node = streams.enroll("rack-1", "a");
        var other = streams.enroll("rack-2", "b");
        var played = joined(node, "a");
        var untouched = joined(other, "b");
        revoke("rack-1");
        refused(played, "was replaced or revoked");
        assertThat(untouched.over).isFalse();
    }

    @Test
    void anOlderCertificateIsRefusedAndTheNewerOneIsTheSameNode() throws Exception {
        var older = streams.enroll("rack-1", "a");
        var played = joined(older, "a");
        var newer = streams.enroll("rack-1");
        refused(played, "was replaced or revoked");
        refused(joined(older, "a"), "use the bundle that was made last");
        assertThat(newer.pass()).isEqualTo(older.pass());
        assertThat(joined(newer, "a").kinds()).contains(WELCOME);
    }

    @Test
    void aCertificateThatNobodyHereEnrolledIsRefused() {
        String id = new UUID(1, 1).toString();
        var stranger = new NodePeer.Certified(new NodePass(id, "stranger", Map.of(id, "a")), "0f");
        refused(streams.node(stranger).helloNaming(id, id, "a"), "enroll the node again");
    }

    @Test
    void anImageThatAWishOfItsHostsNamesIsTheNodes() throws Exception {
        var node = streams.enroll("rack-1", "a");
        streams.guests.madeFrom.put(SERVER, "image-1");
        streams.wish(host(node, "a"), SERVER, 1);
        assertThat(fetch(node, "image-1")).isEqualTo(Status.Code.OK);
    }

    @Test
    void anImageThatNoWishOfItsHostsNamesIsNot() throws Exception {
        var node = streams.enroll("rack-1", "a");
        var other = streams.enroll("rack-2", "b");
        streams.guests.madeFrom.put(SERVER, "image-1");
        streams.wish(host(other, "b"), SERVER, 1);
        assertThat(fetch(node, "image-1")).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(fetch(other, "image-2")).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(fetch(other, "image-1")).isEqualTo(Status.Code.OK);
        revoke("rack-2");
        assertThat(fetch(other, "image-1")).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    private Status.Code fetch(NodePeer node, String image) {
        var stub = NodeServiceGrpc.newBlockingStub(streams.channel(node));
        var failure = catchThrowableOfType(StatusRuntimeException.class, () -> {
            var chunks = stub.fetchImage(
                    FetchImageRequest.newBuilder().setImageId(image).build());
            chunks.forEachRemaining(chunk -> {});
        });
        return failure == null ? Status.Code.OK : failure.getStatus().getCode();
    }

    /** Every image is one byte long. */
    private static final class OneByte implements Images {
        @Override
        public Image image(Principal who, String id) {
            throw new kilonova.kernel.Problem.NotFound("image", id).raise();
        }

        @Override
        public InputStream data(String id, long offset) {
            return new ByteArrayInputStream(new byte[1]);
        }
    }
}
