package kilonova.kernel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates and keys as PEM text (RFC 7468). What is wrong is an {@link IllegalArgumentException} that says where. */
public final class PemText {
    private static final int LINE = 64;

    private PemText() {}

    public static String of(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        try {
            for (X509Certificate each : certificates) {
                text.append(block("CERTIFICATE", each.getEncoded()));
            }
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read cannot be written", impossible);
        }
        return text.toString();
    }

    /** A private key as PKCS#8, a public one as SubjectPublicKeyInfo. */
    public static String of(Key key) {
        return block(key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY", key.getEncoded());
    }

    /** All of them, in their order; at least one. */
    public static List<X509Certificate> certificates(String where, String text) {
        return certificates(where, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    static List<X509Certificate> certificates(String where, InputStream in) {
        try {
            var chain = new ArrayList<X509Certificate>();
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                chain.add((X509Certificate) each);
            }
            if (chain.isEmpty()) {
                throw new IllegalArgumentException(where + ": holds no certificate (expected: PEM)");
            }
            return chain;
        } catch (CertificateException noneOfThem) {
            throw new IllegalArgumentException(where + ": holds no certificate (expected: PEM)", noneOfThem);
        }
    }

    /** The first private key. */
    public static PrivateKey key(String where, String text) {
        return PemFile.key(where, new StringReader(text));
    }

    private static String block(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
