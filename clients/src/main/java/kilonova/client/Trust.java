package kilonova.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates a client takes. A server's certificate must be for the name that the client went to, in any case. */
public final class Trust {
    private final List<TrustManager> managers;

    private Trust(List<TrustManager> managers) {
        this.managers = managers;
    }

    /** The authorities that this Java knows. */
    public static Trust system() {
        return of((KeyStore) null);
    }

    /**
     * The certificates in a PEM file and what they signed, nothing else. Throws {@link UncheckedIOException} when it cannot
     * be read, {@link IllegalArgumentException} when it holds none.
     */
    public static Trust in(Path file) {
        try (var in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("certificate-" + store.size(), each);
            }
            if (store.size() == 0) {
                throw new IllegalArgumentException(file + ": holds no certificate (expected: PEM)");
            }
            return of(store);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        } catch (GeneralSecurityException noneOfThem) {
            throw new IllegalArgumentException(file + ": holds no certificate (expected: PEM)", noneOfThem);
        }
    }

    /** What the variables of an {@code openrc} file say: {@code OS_CACERT} names a file, without it the system decides. */
    public static Trust of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("OS_CACERT"))
                .filter(file -> !file.isBlank())
                .map(file -> in(Path.of(file)))
                .orElseGet(Trust::system);
    }

    private static Trust of(@Nullable KeyStore store) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return new Trust(List.of(factory.getTrustManagers()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    /** For Java's HTTP client. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(), null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    TrustManager[] managers() {
        return managers.toArray(TrustManager[]::new);
    }
}
