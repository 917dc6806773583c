package kilonova.control.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import kilonova.compute.v1.EnrollNodeRequest;
import kilonova.compute.v1.EnrollNodeResponse;
import kilonova.compute.v1.EnrolledHost;
import kilonova.compute.v1.EnrollmentServiceGrpc;
import kilonova.compute.v1.EnrollmentServiceGrpc.EnrollmentServiceBlockingStub;
import kilonova.compute.v1.GetEnrollmentRequest;
import kilonova.compute.v1.ListEnrollmentsRequest;
import kilonova.compute.v1.RevokeNodeRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.edge.TestEdge;
import kilonova.control.host.HostReport;
import kilonova.control.host.Hosts;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.store.RowCounts;
import kilonova.control.store.TestStore;
import kilonova.kernel.Env;
import kilonova.kernel.NodePass;
import kilonova.kernel.PemText;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class EnrollmentsTest {
    private static final Env ENV = Env.real();
    private static final String KEY = PemText.of(NodeAuthority.pair().getPublic());
    private static final NodeAuthority AUTHORITY =
            NodeAuthority.create(ENV.clock().instant(), ENV.random());

    private final Database database;
    private final Hosts hosts = new Hosts(ENV, new PlacementLedger(ENV));
    private final Enrollments enrollments;
    private final EnrollmentServiceBlockingStub admin;

    EnrollmentsTest(TestDatabase at) {
        database = TestStore.open(at);
        enrollments = new Enrollments(ENV, database, Policy.of(PolicyBook.COMPUTE), hosts, Optional.of(AUTHORITY));
        TestEdge edge = at.open(
                TestEdge.class,
                _ -> TestEdge.serving(List.of(new EnrollmentApi(enrollments, TestRequests.on(ENV))), ENV));
        admin = edge.as("admin", "operators", EnrollmentServiceGrpc::newBlockingStub);
    }

    private EnrollNodeResponse enroll(String name, String... hostNames) {
        return admin.enrollNode(request(name, hostNames));
    }

    private static EnrollNodeRequest request(String name, String... hostNames) {
        return EnrollNodeRequest.newBuilder()
                .setName(name)
                .addAllHosts(List.of(hostNames))
                .setPublicKey(KEY)
                .build();
    }

    private static X509Certificate certificate(EnrollNodeResponse answer) {
        return PemText.certificates("answer", answer.getCertificate()).getFirst();
    }

    private Optional<String> refusal(EnrollNodeResponse answer) {
        X509Certificate certificate = certificate(answer);
        return database.read(tx -> enrollments.refusal(
                tx,
                NodePass.of(certificate).orElseThrow(),
                certificate.getSerialNumber().toString(16)));
    }

    @Test
    void theCertificateNamesTheNodeAndItsHostsAndIsOfTheAuthority() {
        var answer = enroll("named", "named-1", "named-2");
        var enrollment = answer.getEnrollment();
        var pass = NodePass.of(certificate(answer)).orElseThrow();
        assertThat(pass.nodeId()).isEqualTo(enrollment.getNodeId());
        assertThat(pass.name()).isEqualTo("named");
        assertThat(pass.hosts()).hasSize(2);
        assertThat(enrollment.getHostsList())
                .allSatisfy(host -> assertThat(pass.hosts()).containsEntry(host.getHostId(), host.getName()));
        assertThat(AUTHORITY.root().signed(certificate(answer))).isTrue();
        assertThat(answer.getAuthority()).isEqualTo(AUTHORITY.pem());
        assertThat(certificate(answer).getNotAfter())
                .isEqualTo(new Date(Timestamps.toMillis(enrollment.getExpireTime()) / 1_000 * 1_000));
    }

    @Test
    void withoutHostsItSpeaksForOneOfItsOwnName() {
        assertThat(enroll("alone").getEnrollment().getHostsList())
                .extracting(EnrolledHost::getName)
                .containsExactly("alone");
    }

    @Test
    void theCertificateThatWasMadeLastIsTakenAndNoOther() {
        var first = enroll("again", "again-1");
        assertThat(refusal(first)).isEmpty();
        var second = enroll("again", "again-2");
        assertThat(refusal(second)).isEmpty();
        assertThat(refusal(first)).hasValueSatisfying(why -> assertThat(why).contains("replaced"));
    }

    @Test
    void enrollingAgainKeepsIdsAndAddsHosts() {
        var first = enroll("grows", "grows-1").getEnrollment();
        var second = enroll("grows", "grows-2").getEnrollment();
        assertThat(second.getNodeId()).isEqualTo(first.getNodeId());
        assertThat(second.getHostsList()).hasSize(2).containsAll(first.getHostsList());
        assertThat(enroll("grows").getEnrollment().getHostsList()).isEqualTo(second.getHostsList());
        assertThat(admin.getEnrollment(GetEnrollmentRequest.newBuilder()
                                .setName("grows")
                                .build())
                        .getHostsList())
                .isEqualTo(second.getHostsList());
    }

    @Test
    void aRevokedNodeIsTakenAgainOnceItIsEnrolledAgain() {
        var first = enroll("out");
        var revoked =
                admin.revokeNode(RevokeNodeRequest.newBuilder().setName("out").build());
        assertThat(revoked.getRevoked()).isTrue();
        assertThat(refusal(first)).hasValueSatisfying(why -> assertThat(why).contains("revoked"));
        var second = enroll("out");
        assertThat(second.getEnrollment().getRevoked()).isFalse();
        assertThat(second.getEnrollment().getHostsList())
                .isEqualTo(first.getEnrollment().getHostsList());
        assertThat(refusal(second)).isEmpty();
    }

    @Test
    void aHostOfAnotherNodeIsRefusedAndNothingIsWritten() {
        enroll("owner", "owned");
        var before = RowCounts.of(database);
        assertThat(Refusal.of(() -> enroll("thief", "free", "owned")).reason()).isEqualTo("Duplicate");
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    @Test
    void aHostThatIsThereAlreadyIsRefused() {
        database.write(tx -> {
            hosts.reported(
                    tx,
                    new HostReport(
                            "local-id",
                            "local",
                            "node",
                            "nova",
                            "local",
                            "QEMU",
                            1,
                            "127.0.0.1",
                            "{}",
                            "",
                            1,
                            Map.of(),
                            List.of(),
                            ""));
            return true;
        });
        assertThat(Refusal.of(() -> enroll("late", "local")).fact("id")).isEqualTo("local");
    }

    @Test
    void moreHostsThanACertificateHoldsAreRefused() {
        String[] many = IntStream.range(0, Enrollments.MOST_HOSTS)
                .mapToObj(i -> "many-" + i)
                .toArray(String[]::new);
        enroll("many", many);
        assertThat(Refusal.of(() -> enroll("many", "many-more")).fact("field")).isEqualTo("hosts");
    }

    @Test
    void aKeyOnAnotherCurveIsRefused() throws Exception {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(384);
        var request = request("curve").toBuilder()
                .setPublicKey(PemText.of(keys.generateKeyPair().getPublic()))
                .build();
        assertThat(Refusal.of(() -> admin.enrollNode(request)).fact("field")).isEqualTo("public_key");
    }

    @Test
    void theListComesByNameInPages() {
        enroll("zz-1");
        enroll("zz-2");
        var request = ListEnrollmentsRequest.newBuilder().setPageSize(1).build();
        var names = new ArrayList<String>();
        String token = "";
        do {
            var page = admin.listEnrollments(
                    request.toBuilder().setPageToken(token).build());
            page.getEnrollmentsList().forEach(each -> names.add(each.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(names).contains("zz-1", "zz-2").isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aCertificateIsGoodForAsLongAsWasAsked() {
        var enrollment = admin.enrollNode(
                        request("short").toBuilder().setDays(2).build())
                .getEnrollment();
        assertThat(Timestamps.toMillis(enrollment.getExpireTime()) - Timestamps.toMillis(enrollment.getEnrollTime()))
                .isBetween(
                        Duration.ofDays(2).minusMinutes(1).toMillis(),
                        Duration.ofDays(2).plusMinutes(1).toMillis());
    }
}
