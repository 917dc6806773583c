package kilonova.distribution;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Certificates for tests, in files as operators have them. */
final class CertificateMaker {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** Where a certificate and its key lie. */
    record Pair(Path certificate, Path key) {}

    /** A name and a key of its own. */
    record Holder(X500Name name, KeyPair keys) {
        static Holder of(String name, String algorithm) throws Exception {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : algorithm.equals("EC") ? 256 : 255);
            return new Holder(new X500Name("CN=" + name), generator.generateKeyPair());
        }
    }

    private CertificateMaker() {}

    /** Self-signed, valid for a day on both sides of the instant, with a key as PKCS#8. */
    static Pair selfSigned(Path directory, Instant around, String... names) throws Exception {
        Holder holder = Holder.of("kilonova", "EC");
        X509Certificate certificate = signed(holder, holder, around, names);
        return new Pair(
                write(directory.resolve("cloud.pem"), certificate), pkcs8(directory.resolve("cloud.key"), holder));
    }

    static X509Certificate signed(Holder holder, Holder authority, Instant around, String... names) throws Exception {
        return signed(
                holder,
                authority,
                around,
                List.of(names).stream()
                        .map(name -> new GeneralName(
                                name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new));
    }

    /** The same for whoever is named by URIs. */
    static X509Certificate signedAs(Holder holder, Holder authority, Instant around, String... uris) throws Exception {
        return signed(
                holder,
                authority,
                around,
                List.of(uris).stream()
                        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                        .toArray(GeneralName[]::new));
    }

    private static X509Certificate signed(Holder holder, Holder authority, Instant around, GeneralName[] alternatives)
            throws Exception {
        Duration day = Duration.ofDays(1);
        var builder = new JcaX509v3CertificateBuilder(
                authority.name(),
                BigInteger.TWO,
                Date.from(around.minus(day)),
                Date.from(around.plus(day)),
                holder.name(),
                holder.keys().getPublic());
        if (alternatives.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        }
        String signs =
                switch (authority.keys().getPrivate().getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        var signer = new JcaContentSignerBuilder(signs).build(authority.keys().getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** What each kind of key file begins with differs: PKCS#8 here. */
    static Path pkcs8(Path file, Holder holder) throws IOException {
        return write(file, new JcaPKCS8Generator(holder.keys().getPrivate(), null));
    }

    /** PKCS#1 for RSA, SEC1 for EC, as older tools write them. */
    static Path traditional(Path file, Holder holder) throws IOException {
        if (!(holder.keys().getPrivate() instanceof ECPrivateKey secret)) {
            return write(file, holder.keys().getPrivate());
        }
        var curve = PrivateKeyInfo.getInstance(secret.getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters();
        var sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret.getS(), curve);
        return write(file, new PemObject("EC PRIVATE KEY", sec1.getEncoded()));
    }

    static Path write(Path file, Object... what) throws IOException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            for (Object each : what) {
                pem.writeObject(each);
            }
        }
        return Files.writeString(file, text.toString());
    }
}
