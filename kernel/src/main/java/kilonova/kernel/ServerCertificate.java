package kilonova.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A certificate with the key that belongs to it, valid when it was read: what a process proves with who it is. */
public final class ServerCertificate {
    private static final byte[] CHALLENGE = {107, 105, 108, 111, 110, 111, 118, 97};
    /** The kinds of keys that every TLS library takes, and how each signs. */
    private static final Map<String, String> SIGNS_WITH = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private static final int SAN_DNS_NAME = 2;
    private static final int SAN_IP_ADDRESS = 7;

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Reads both from PEM files. Throws {@link IllegalArgumentException} that names the file and what is wrong with it.
     *
     * @param certificate the server's own certificate first, then those that lead to its authority
     * @param key PKCS#8, PKCS#1 or SEC1, without a passphrase
     * @param now when it must be valid
     */
    public static ServerCertificate read(Path certificate, Path key, Instant now) {
        return checked(
                certificate.toString(), PemFile.certificates(certificate), key.toString(), PemFile.key(key), now);
    }

    /** The same from PEM text; {@code where} is what messages call it. */
    public static ServerCertificate parse(String where, String certificates, String key, Instant now) {
        return checked(
                where + ", certificate",
                PemText.certificates(where + ", certificate", certificates),
                where + ", key",
                PemText.key(where + ", key", key),
                now);
    }

    private static ServerCertificate checked(
            String certificate, List<X509Certificate> chain, String key, PrivateKey secret, Instant now) {
        X509Certificate own = chain.getFirst();
        if (!SIGNS_WITH.containsKey(own.getPublicKey().getAlgorithm())) {
            throw new IllegalArgumentException(certificate + ": its key is of the kind "
                    + own.getPublicKey().getAlgorithm() + ", which many clients do not take (expected: RSA or EC)");
        }
        if (!belongTogether(own.getPublicKey(), secret)) {
            throw new IllegalArgumentException(key + ": is not the key of " + certificate);
        }
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new IllegalArgumentException(
                    certificate + ": expired at " + own.getNotAfter().toInstant());
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new IllegalArgumentException(
                    certificate + ": not valid before " + own.getNotBefore().toInstant());
        }
        return new ServerCertificate(chain, secret);
    }

    /** The server's own first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    public PrivateKey key() {
        return key;
    }

    /** The same for Java's own TLS. */
    public List<KeyManager> keyManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], chain.toArray(X509Certificate[]::new));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return List.of(factory.getKeyManagers());
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("the certificate cannot be used", impossible);
        }
    }

    /** Whether clients that go to this name, or to this address, find it in the certificate (RFC 6125). */
    public boolean covers(String host) {
        return names().stream().anyMatch(name -> matches(name, host));
    }

    /** Every name and address that the server's own certificate is for. */
    public List<String> names() {
        var names = new ArrayList<String>();
        try {
            var alternatives = chain.getFirst().getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0) instanceof Integer kind
                        && (kind == SAN_DNS_NAME || kind == SAN_IP_ADDRESS)
                        && alternative.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return List.copyOf(names);
    }

    /** Whether the file ends with its own root, so that clients cannot know it from elsewhere: a self-signed one does. */
    public boolean bringsItsRoot() {
        X509Certificate last = chain.getLast();
        try {
            last.verify(last.getPublicKey());
            return true;
        } catch (GeneralSecurityException signedByAnother) {
            return false;
        }
    }

    /** The certificates as a PEM file, without the key. */
    public String pem() {
        return PemText.of(chain);
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "ServerCertificate" + names();
    }

    private static boolean belongTogether(PublicKey open, PrivateKey secret) {
        String signs = SIGNS_WITH.get(secret.getAlgorithm());
        if (signs == null || !open.getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        try {
            var signature = Signature.getInstance(signs);
            signature.initSign(secret);
            signature.update(CHALLENGE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(CHALLENGE);
            return signature.verify(signed);
        } catch (GeneralSecurityException differentParameters) {
            return false;
        }
    }

    private static boolean matches(String name, String host) {
        if (Listening.isAddress(host)) {
            return Listening.isAddress(name) && Listening.sameAddress(name, host);
        }
        String known = name.toLowerCase(Locale.ROOT);
        String asked = host.toLowerCase(Locale.ROOT);
        return known.equals(asked)
                || (known.startsWith("*.")
                        && asked.indexOf('.') > 0
                        && asked.substring(asked.indexOf('.')).equals(known.substring(1)));
    }
}
