package kilonova.control.enrollment;

import java.io.IOException;
import java.io.StringReader;
import java.security.PublicKey;
import kilonova.kernel.Problem;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.encoders.DecoderException;

/** Public keys that nodes are enrolled with. */
final class NodeKey {
    private static final String FIELD = "public_key";

    private NodeKey() {}

    /** @throws kilonova.kernel.ProblemException Invalid for what is no key on P-256 */
    static PublicKey parse(String pem) {
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof SubjectPublicKeyInfo key
                    && SECObjectIdentifiers.secp256r1.equals(key.getAlgorithm().getParameters())) {
                return new JcaPEMKeyConverter().getPublicKey(key);
            }
        } catch (IOException | DecoderException | IllegalArgumentException broken) {
            throw new Problem.Invalid(FIELD, "cannot be read: " + broken.getMessage()).raise();
        }
        throw new Problem.Invalid(FIELD, "not a public key on the curve P-256 (expected: PEM, SubjectPublicKeyInfo)")
                .raise();
    }
}
