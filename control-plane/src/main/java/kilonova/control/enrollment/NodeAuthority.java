package kilonova.control.enrollment;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.random.RandomGenerator;
import kilonova.kernel.NodePass;
import kilonova.kernel.OneAuthority;
import kilonova.kernel.PemText;
import kilonova.kernel.ReplicaPass;
import kilonova.kernel.ServerCertificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The cloud's own authority: signs for the node port and for the nodes that come to it, and for nobody else. */
public final class NodeAuthority {
    private static final Duration LIFE = Duration.ofDays(3_650);
    /** Clocks of two machines differ by less. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127;

    private final OneAuthority root;
    private final PrivateKey key;

    NodeAuthority(X509Certificate certificate, PrivateKey key) {
        this.root = new OneAuthority(certificate);
        this.key = key;
    }

    /** A new one, kept nowhere. */
    public static NodeAuthority create(Instant now, RandomGenerator random) {
        KeyPair pair = pair();
        var name = new X500Name("CN=Kilonova nodes");
        try {
            var builder = builder(name, serial(random), now, now.plus(LIFE), name, pair.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return new NodeAuthority(sign(builder, pair.getPrivate()), pair.getPrivate());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whom it makes believed. */
    public OneAuthority root() {
        return root;
    }

    public String pem() {
        return root.pem();
    }

    PrivateKey key() {
        return key;
    }

    /** A certificate with which a node calls, PEM. */
    String ofNode(NodePass pass, PublicKey node, BigInteger serial, Instant now, Instant until) {
        var names = pass.uris().stream()
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new);
        return PemText.of(List.of(signed(pass.name(), node, serial, now, until, names, KeyPurposeId.id_kp_clientAuth)));
    }

    /** A pair of key and certificate with which a replica calls others, good as long as the authority. */
    public ServerCertificate ofReplica(String replicaId, Instant now, RandomGenerator random) {
        KeyPair pair = pair();
        var names = new GeneralName[] {
            new GeneralName(GeneralName.uniformResourceIdentifier, new ReplicaPass(replicaId).uri())
        };
        var certificate = signed(
                "replica",
                pair.getPublic(),
                serial(random),
                now,
                root.certificate().getNotAfter().toInstant(),
                names,
                KeyPurposeId.id_kp_clientAuth);
        return ServerCertificate.parse(
                "replica " + replicaId, PemText.of(List.of(certificate)), PemText.of(pair.getPrivate()), now);
    }

    /** A certificate for a server at these names and addresses. */
    X509Certificate ofServer(List<String> hosts, PublicKey server, Instant now, Duration life, RandomGenerator random) {
        var names = hosts.stream()
                .map(host -> new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
        return signed(
                "control plane", server, serial(random), now, now.plus(life), names, KeyPurposeId.id_kp_serverAuth);
    }

    static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no curve P-256", impossible);
        }
    }

    private X509Certificate signed(
            String name,
            PublicKey holder,
            BigInteger serial,
            Instant now,
            Instant until,
            GeneralName[] alternatives,
            KeyPurposeId purpose) {
        var issuer = X500Name.getInstance(
                root.certificate().getSubjectX500Principal().getEncoded());
        try {
            var builder = builder(issuer, serial, now, until, new X500Name("CN=" + name), holder)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            return sign(builder, key);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, BigInteger serial, Instant now, Instant until, X500Name subject, PublicKey holder) {
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(EARLIER)), Date.from(until), subject, holder);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static BigInteger serial(RandomGenerator random) {
        byte[] bytes = new byte[SERIAL_BITS / Byte.SIZE];
        random.nextBytes(bytes);
        return new BigInteger(1, bytes).setBit(SERIAL_BITS);
    }

    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }
}
