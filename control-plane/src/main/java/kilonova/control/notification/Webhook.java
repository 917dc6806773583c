package kilonova.control.notification;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Posts each notification as an event of CloudEvents 1.0 in structured mode, signed. The receiver's certificate and its name
 * are checked; redirections are not followed.
 */
final class Webhook implements Receiver {
    /** {@code sha256=} and the HMAC of the body, in hex. */
    static final String SIGNATURE = "X-Kilonova-Signature";

    private static final String CONTENT = "application/cloudevents+json; charset=utf-8";
    private static final String HMAC = "HmacSHA256";
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;

    private final URI url;
    private final SecretKeySpec key;
    private final Duration patience;
    private final String cloud;
    private final HttpClient client;

    Webhook(NotificationSettings.Webhook settings, Duration patience, String cloud) {
        this.url = URI.create(settings.url());
        this.key = new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), HMAC);
        this.patience = patience;
        this.cloud = cloud;
        var builder = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        settings.authority().map(Webhook::trusting).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    private static SSLContext trusting(Path authority) {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + store.size(), each);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalArgumentException(
                    "notifications.webhook.authority: " + authority + " holds no certificates", unusable);
        }
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void bring(Notice notice) throws IOException, InterruptedException {
        byte[] body = notice.cloudEvent(cloud).toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(patience)
                .header("Content-Type", CONTENT)
                .header(SIGNATURE, "sha256=" + signature(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String why = url.getHost() + " answered " + status;
        if (status >= 400 && status < 500 && status != REQUEST_TIMEOUT && status != TOO_EARLY && status != TOO_MANY) {
            throw new Refused(why);
        }
        throw new IOException(why);
    }

    private String signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void settle() {}

    @Override
    public void close() {
        client.shutdownNow();
    }
}
