package kilonova.control.keypair;

import static kilonova.control.store.tables.Tables.KEYPAIR;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kilonova.compute.v1.CreateKeypairRequest;
import kilonova.compute.v1.CreateKeypairResponse;
import kilonova.compute.v1.DeleteKeypairRequest;
import kilonova.compute.v1.GetKeypairRequest;
import kilonova.compute.v1.GetQuotasResponse;
import kilonova.compute.v1.KeypairServiceGrpc;
import kilonova.compute.v1.KeypairServiceGrpc.KeypairServiceBlockingStub;
import kilonova.compute.v1.KeypairType;
import kilonova.compute.v1.ListKeypairsRequest;
import kilonova.compute.v1.ListKeypairsResponse;
import kilonova.compute.v1.SetQuotasRequest;
import kilonova.control.edge.Refusal;
import kilonova.control.edge.TestEdge;
import kilonova.control.identity.ProjectId;
import kilonova.control.identity.UserId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.PolicyBook;
import kilonova.control.quota.Quota;
import kilonova.control.quota.Quotas;
import kilonova.control.request.TestRequests;
import kilonova.control.store.Database;
import kilonova.control.store.RowCounts;
import kilonova.control.store.TestStore;
import kilonova.control.watch.Watches;
import kilonova.kernel.Env;
import kilonova.kernel.ProblemException;
import kilonova.testkit.database.EveryDatabase;
import kilonova.testkit.database.TestDatabase;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;

@EveryDatabase
final class KeypairsTest {
    private static final String SSH =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFGdT1D+0A8hb2V2WLyz9RZtLKyTptzVcvRTCABjkzWr ada@example";
    private static final String SSH_FINGERPRINT = "ae:34:8f:8f:2e:e6:0d:a1:52:68:ad:d4:60:07:e2:56";
    private static final String PEM = """
-----BEGIN CERTIFICATE-----
MIIB+jCCAWOgAwIBAgIUXWYUaIpI8kmwA6lBudAzBy++Vb4wDQYJKoZIhvcNAQEL
BQAwDjEMMAoGA1UEAwwDYWRhMCAXDTI2MTEyMjEzMzc1NloYDzIxMjYxMDI5MTMz
NzU2WjAOMQwwCgYDVQQDDANhZGEwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB
ANBvL0I/H+ybHxBRxL5gKx6o8sd78VvOpWq5hp5cs6HzKEzFew1rP352MlaUhpFQ
25p94MhvNFMINxThFG2y1dvgbo6Oistng0tWJWkbVUHtMrDCmT0Y0+Tk3gonEoMc
qSaAW9EBAll0vSWj6j+FuZVxvhYjI1w64zgIxF4qhjXHAgMBAAGjUzBRMB0GA1Ud
DgQWBBQS4xLuRGZmzDhdFwbVyyqCdc7D5TAfBgNVHSMEGDAWgBQS4xLuRGZmzDhd
FwbVyyqCdc7D5TAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBAJO0
nJfcPCMnw6vkhr2BbC8q3ms6tarqaZLoFusO08INY2LpVFVHXsgb7v8bXd75pXEP
rzppF66dhOnNX3EMxk2+N4d/d52ffHi8KBm/KgzCiNBKMKGqpKwzKxYKUpasDuqH
ai65SxkwXw3s6meq68TNHB3x+awfPqhfsRIMBqSK
-----END CERTIFICATE-----
""";
    private static final String PEM_FINGERPRINT = "bc:44:47:60:b3:b2:ad:04:9f:d4:1d:fc:91:6d:9c:35:74:bd:ce:6e";
    private static final Policy POLICY = Policy.of(PolicyBook.COMPUTE);

    private final Database database;
    private final TestEdge edge;
    private final KeypairServiceBlockingStub member;

    KeypairsTest(TestDatabase at) {
        this.database = TestStore.open(at);
        this.edge = at.open(
                TestEdge.class,
                _ -> TestEdge.serving(
                        List.of(new KeypairApi(
                                keypairs(), TestRequests.on(Env.real()), new Watches(database, Runnable::run))),
                        Env.real()));
        this.member = edge.as("member", "demo", KeypairServiceGrpc::newBlockingStub);
    }

    private Keypairs keypairs() {
        return new Keypairs(database, POLICY, new Quotas(database, POLICY), Env.real());
    }

    private static CreateKeypairRequest ssh(String name, String key) {
        return CreateKeypairRequest.newBuilder()
                .setKeypair(
                        kilonova.compute.v1.Keypair.newBuilder().setName(name).setPublicKey(key))
                .build();
    }

    private static CreateKeypairRequest x509(String name, String certificate) {
        var request = ssh(name, certificate).toBuilder();
        request.getKeypairBuilder().setType(KeypairType.KEYPAIR_TYPE_X509);
        return request.build();
    }

    private static GetKeypairRequest get(String name) {
        return GetKeypairRequest.newBuilder().setName(name).build();
    }

    @Test
    void aKeyThatWasBroughtAlongComesBackAsItIs() {
        var made = member.createKeypair(ssh("brought", SSH));
        assertThat(made.getPrivateKey()).isEmpty();
        assertThat(made.getKeypair().getFingerprint()).isEqualTo(SSH_FINGERPRINT);
        assertThat(made.getKeypair().getType()).isEqualTo(KeypairType.KEYPAIR_TYPE_SSH);
        assertThat(member.getKeypair(get("brought"))).isEqualTo(made.getKeypair());
    }

    @Test
    void aCertificateIsKnownByItsSha1() {
        var made = member.createKeypair(x509("certificate", PEM));
        assertThat(made.getKeypair().getFingerprint()).isEqualTo(PEM_FINGERPRINT);
        assertThat(made.getKeypair().getPublicKey()).isEqualTo(PEM);
    }

    @Test
    void aPairThatIsMadeHereFitsTogether() throws Exception {
        var made = member.createKeypair(ssh("made", ""));
        assertThat(made.getPrivateKey()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        var pair = new JcaPEMKeyConverter()
                .getKeyPair((PEMKeyPair) new PEMParser(new StringReader(made.getPrivateKey())).readObject());
        var modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
        byte[] blob =
                Base64.getDecoder().decode(made.getKeypair().getPublicKey().split(" ")[1]);
        byte[] end = Arrays.copyOfRange(blob, blob.length - modulus.toByteArray().length, blob.length);
        assertThat(end).isEqualTo(modulus.toByteArray());
        assertThat(modulus.bitLength()).isEqualTo(2048);
        assertThat(SshKey.read(made.getKeypair().getPublicKey()).fingerprint())
                .isEqualTo(made.getKeypair().getFingerprint());
    }

    @Test
    void aCertificateThatIsMadeHereNamesTheUser() throws Exception {
        var made = member.createKeypair(x509("made-certificate", ""));
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        made.getKeypair().getPublicKey().getBytes(StandardCharsets.UTF_8)));
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=user-of-demo");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(Certificate.read(made.getKeypair().getPublicKey()).fingerprint())
                .isEqualTo(made.getKeypair().getFingerprint());
        assertThat(made.getPrivateKey()).contains("PRIVATE KEY");
    }

    @Test
    void theStoreNeverSeesAPrivateKey() {
        var made = member.createKeypair(ssh("secret", ""));
        String secret = made.getPrivateKey().lines().skip(1).findFirst().orElseThrow();
        var rows = database.<String>read(tx -> tx.sql().fetch(KEYPAIR).formatCSV());
        assertThat(rows).contains("secret").doesNotContain(secret);
    }

    @Test
    void aRepeatedRequestMakesOnePairAndTellsItsSecretOnce() {
        var request = ssh("repeated", "").toBuilder().setRequestId("01890000-0000-7000-8000-000000000001");
        var first = member.createKeypair(request.build());
        var second = member.createKeypair(request.build());
        assertThat(second.getKeypair()).isEqualTo(first.getKeypair());
        assertThat(first.getPrivateKey()).isNotEmpty();
        assertThat(second.getPrivateKey()).isEmpty();
    }

    @Test
    void namesArePerUser() {
        member.createKeypair(ssh("mine", SSH));
        var other = edge.as("member", "elsewhere", KeypairServiceGrpc::newBlockingStub);
        assertThat(Refusal.of(() -> other.getKeypair(get("mine"))).reason()).isEqualTo("NotFound");
        other.createKeypair(ssh("mine", SSH));
        assertThat(Refusal.of(() -> member.createKeypair(ssh("mine", SSH))).reason())
                .isEqualTo("Duplicate");
        var foreign = get("mine").toBuilder().setUserId("user-of-elsewhere").build();
        assertThat(Refusal.of(() -> member.getKeypair(foreign)).reason()).isEqualTo("Forbidden");
        var admin = edge.as("admin", "operators", KeypairServiceGrpc::newBlockingStub);
        assertThat(admin.getKeypair(foreign).getUserId()).isEqualTo("user-of-elsewhere");
    }

    @Test
    void aDeletedKeypairIsGone() {
        var made = member.createKeypair(ssh("brief", SSH)).getKeypair();
        var delete = DeleteKeypairRequest.newBuilder().setName("brief").build();
        member.deleteKeypair(delete);
        assertThat(Refusal.of(() -> member.getKeypair(get("brief"))).fact("kind"))
                .isEqualTo("keypair");
        assertThat(Refusal.of(() -> member.deleteKeypair(delete)).reason()).isEqualTo("NotFound");
        assertThat(member.createKeypair(ssh("brief", SSH)).getKeypair().getSerial())
                .isGreaterThan(made.getSerial());
    }

    @Test
    void listsGoByNamePageByPage() {
        var pager = edge.as("member", "pager", KeypairServiceGrpc::newBlockingStub);
        for (String name : List.of("b", "a", "C", "d", "_")) {
            pager.createKeypair(ssh(name, SSH));
        }
        var names = new ArrayList<String>();
        var query = ListKeypairsRequest.newBuilder().setPageSize(2);
        ListKeypairsResponse page;
        do {
            page = pager.listKeypairs(query.build());
            page.getKeypairsList().forEach(each -> names.add(each.getName()));
            query.setPageToken(page.getNextPageToken());
        } while (!page.getNextPageToken().isEmpty());
        assertThat(names).containsExactly("C", "_", "a", "b", "d");
        var after = ListKeypairsRequest.newBuilder().setAfterName("b").build();
        assertThat(pager.listKeypairs(after).getKeypairsList()).hasSize(1);
        var nowhere = ListKeypairsRequest.newBuilder().setAfterName("zz").build();
        assertThat(Refusal.of(() -> pager.listKeypairs(nowhere)).fact("field")).isEqualTo("after_name");
    }

    @Test
    void aRefusedRequestLeavesNoTrace() {
        Map<String, Integer> before = RowCounts.of(database);
        assertThat(refusedField(ssh("", SSH))).isEqualTo("keypair.name");
        assertThat(refusedField(ssh("x".repeat(256), SSH))).isEqualTo("keypair.name");
        assertThat(refusedField(ssh("sl/ash", SSH))).isEqualTo("keypair.name");
        assertThat(refusedField(ssh(" blank", SSH))).isEqualTo("keypair.name");
        assertThat(refusedField(ssh("broken", "ssh-rsa AAAA"))).isEqualTo("keypair.public_key");
        assertThat(refusedField(x509("no-certificate", SSH))).isEqualTo("keypair.public_key");
        assertThat(RowCounts.of(database)).isEqualTo(before);
    }

    private String refusedField(CreateKeypairRequest request) {
        return Refusal.of(() -> member.createKeypair(request)).fact("field");
    }

    @Test
    void nobodyHasMoreThanTheirQuotaHoweverManyComeAtOnce() throws Exception {
        var quotas = new Quotas(database, POLICY);
        var requests = TestRequests.on(Env.real());
        var admin = TestEdge.principal("admin", "operators");
        var unnamed = requests.once(
                admin,
                SetQuotasRequest.getDefaultInstance(),
                GetQuotasResponse.getDefaultInstance(),
                (List<Quota> _) -> GetQuotasResponse.getDefaultInstance());
        quotas.set(admin, new ProjectId("greedy"), Optional.empty(), Map.of("key_pairs", 5L), false, unnamed);
        var keypairs = new Keypairs(database, POLICY, quotas, Env.real());
        var who = TestEdge.principal("member", "greedy");
        var once = requests.once(
                who,
                CreateKeypairRequest.getDefaultInstance(),
                CreateKeypairResponse.getDefaultInstance(),
                KeypairProto::made);
        var refused = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                String name = "k" + i;
                threads.submit(() -> {
                    try {
                        return keypairs.create(who, who.user(), name, Keypair.Kind.SSH, SSH, once);
                    } catch (ProblemException problem) {
                        assertThat(problem.problem().reason()).isEqualTo("QuotaExceeded");
                        return refused.incrementAndGet();
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(refused).hasValue(11);
        assertThat(keypairs.list(who, new UserId("user-of-greedy"), Optional.empty(), 100)
                        .keypairs())
                .hasSize(5);
    }
}
