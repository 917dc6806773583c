package kilonova.kernel;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Trust in what one authority signed, and in nothing else. */
public record OneAuthority(X509Certificate certificate) {

    /** Throws {@link IllegalArgumentException} that says where and what is wrong when the text holds no certificate (PEM). */
    public static OneAuthority parse(String where, String pem) {
        return new OneAuthority(PemText.certificates(where, pem).getFirst());
    }

    public List<TrustManager> trustManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", certificate);
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return List.of(factory.getTrustManagers());
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    /** Whether it signed the certificate; its time is another question. */
    public boolean signed(X509Certificate other) {
        try {
            other.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException signedByAnother) {
            return false;
        }
    }

    public String pem() {
        return PemText.of(List.of(certificate));
    }
}
