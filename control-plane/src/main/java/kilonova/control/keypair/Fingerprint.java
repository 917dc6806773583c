package kilonova.control.keypair;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Pure. Short names of keys, as Nova shows them. They identify, and protect nothing. */
final class Fingerprint {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private Fingerprint() {}

    static String md5(byte[] key) {
        return of("MD5", key);
    }

    static String sha1(byte[] certificate) {
        return of("SHA-1", certificate);
    }

    private static String of(String algorithm, byte[] bytes) {
        try {
            return COLONS.formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
