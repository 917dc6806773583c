package kilonova.kernel;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.encoders.DecoderException;

/** Reads PEM files (RFC 7468). What is wrong is an {@link IllegalArgumentException} that names the file. */
final class PemFile {
    private PemFile() {}

    /** All of them, in their order. */
    static List<X509Certificate> certificates(Path file) {
        try (var in = Files.newInputStream(file)) {
            return PemText.certificates(file.toString(), in);
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    /** The first one. */
    static PrivateKey key(Path file) {
        try (Reader in = Files.newBufferedReader(file)) {
            return key(file.toString(), in);
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    /** @param where what a message calls it */
    static PrivateKey key(String where, Reader in) {
        try (var pem = new PEMParser(in)) {
            var converter = new JcaPEMKeyConverter();
            for (Object each = pem.readObject(); each != null; each = pem.readObject()) {
                switch (each) {
                    case PrivateKeyInfo pkcs8 -> {
                        return converter.getPrivateKey(pkcs8);
                    }
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PEMEncryptedKeyPair sealed -> throw sealed(where);
                    case PKCS8EncryptedPrivateKeyInfo sealed -> throw sealed(where);
                    default -> {} // Parameters of a curve, or the certificate in the same file.
                }
            }
            throw new IllegalArgumentException(where + ": holds no private key (expected: PEM)");
        } catch (CharacterCodingException | DecoderException binary) {
            throw new IllegalArgumentException(where + ": holds no private key (expected: PEM)", binary);
        } catch (PEMException broken) {
            throw new IllegalArgumentException(where + ": holds no private key that can be read", broken);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(where + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static IllegalArgumentException sealed(String where) {
        return new IllegalArgumentException(
                where + ": is sealed with a passphrase (expected: none; guard the file by its permissions)");
    }

    private static IllegalArgumentException unreadable(Path file, IOException why) {
        String reason = why instanceof NoSuchFileException ? "no such file" : "cannot be read: " + why.getMessage();
        return new IllegalArgumentException(file + ": " + reason, why);
    }
}
