package kilonova.control.keypair;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.random.RandomGenerator;
import kilonova.control.identity.UserId;
import kilonova.kernel.Env;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes pairs as Nova did for those who bring no key: RSA of 2048 bits. Slow: never inside a transaction. */
final class KeyMaker {
    private static final int BITS = 2_048;
    private static final int SERIAL_BITS = 120;
    private static final String TYPE = "ssh-rsa";
    private static final Duration VALID = Duration.ofDays(3_650);
    /** The user's name as Windows' remote management looks for it. */
    private static final ASN1ObjectIdentifier PRINCIPAL_NAME = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");

    private final Env env;
    private final SecureRandom random;

    KeyMaker(Env env) {
        this.env = env;
        this.random = env.random() instanceof SecureRandom secure ? secure : new Drawn(env.random());
    }

    /** An OpenSSH key. */
    KeyMaterial ssh() {
        KeyPair pair = pair();
        byte[] blob = blob((RSAPublicKey) pair.getPublic());
        String line = TYPE + " " + Base64.getEncoder().encodeToString(blob) + " Generated-by-Nova";
        return new KeyMaterial(line, Fingerprint.md5(blob), pem(pair.getPrivate()));
    }

    /** A certificate that the user signed for logging in to Windows. */
    KeyMaterial x509(UserId user) {
        KeyPair pair = pair();
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, user.value())
                .build();
        Instant now = env.clock().instant();
        var principal = new DERTaggedObject(true, 0, new DERUTF8String(user.value() + "@localhost"));
        var alternative = new GeneralName(
                GeneralName.otherName, new DERSequence(new ASN1Encodable[] {PRINCIPAL_NAME, principal}));
        try {
            var builder = new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
                            Date.from(now),
                            Date.from(now.plus(VALID)),
                            name,
                            pair.getPublic())
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternative));
            var signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new KeyMaterial(
                    pem(certificate), Fingerprint.sha1(certificate.getEncoded()), pem(pair.getPrivate()));
        } catch (IOException | OperatorCreationException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** RFC 4253: the type, the exponent and the modulus, each after its length. */
    private static byte[] blob(RSAPublicKey key) {
        byte[] type = TYPE.getBytes(StandardCharsets.US_ASCII);
        byte[] exponent = key.getPublicExponent().toByteArray();
        byte[] modulus = key.getModulus().toByteArray();
        var blob = ByteBuffer.allocate(3 * Integer.BYTES + type.length + exponent.length + modulus.length);
        for (byte[] field : new byte[][] {type, exponent, modulus}) {
            blob.putInt(field.length).put(field);
        }
        return blob.array();
    }

    private static String pem(Object object) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** Draws from the chance of the simulation. */
    private static final class Drawn extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient RandomGenerator source;

        Drawn(RandomGenerator source) {
            this.source = source;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            source.nextBytes(bytes);
        }
    }
}
