package kilonova.control.keypair;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import kilonova.kernel.Problem;

/** Pure. Reads a certificate in PEM. */
final class Certificate {
    private static final int MAX_LENGTH = 65_535;

    private Certificate() {}

    /** @throws kilonova.kernel.ProblemException Invalid for what is no certificate */
    static KeyMaterial read(String pem) {
        try {
            if (pem.length() > MAX_LENGTH || !pem.contains("-----BEGIN CERTIFICATE-----")) {
                throw new CertificateException("expected a certificate in PEM");
            }
            var certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            return new KeyMaterial(pem, Fingerprint.sha1(certificate.getEncoded()), "");
        } catch (CertificateException broken) {
            throw new Problem.Invalid("keypair.public_key", "Keypair data is invalid: not a certificate in PEM")
                    .raise();
        }
    }
}
