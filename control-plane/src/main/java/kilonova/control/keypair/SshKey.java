package kilonova.control.keypair;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import kilonova.kernel.Problem;

/** Pure. Reads a public key of OpenSSH: {@code TYPE BASE64 [COMMENT]}, where the bytes say the type again. */
final class SshKey {
    private static final int MAX_LENGTH = 65_535;
    /** Bytes of a point, uncompressed, by curve. */
    private static final Map<String, Integer> CURVES = Map.of("nistp256", 65, "nistp384", 97, "nistp521", 133);

    private static final int MIN_RSA_BITS = 1_024;
    private static final int ED25519_BYTES = 32;
    private static final String ECDSA = "ecdsa-sha2-";
    /** Types of keys that a security token holds: the same fields, then the application that the key is for. */
    private static final String TOKEN = "sk-";

    private static final String OPENSSH = "@openssh.com";

    private SshKey() {}

    /** @throws kilonova.kernel.ProblemException Invalid for what is no public key */
    static KeyMaterial read(String text) {
        String line = text.strip();
        String[] parts = line.split("[ \t]+", 3);
        if (line.length() > MAX_LENGTH || line.contains("\n") || parts.length < 2) {
            throw invalid("expected one line: type, base64, comment");
        }
        try {
            byte[] blob = Base64.getDecoder().decode(parts[1]);
            check(parts[0], ByteBuffer.wrap(blob));
            return new KeyMaterial(text, Fingerprint.md5(blob), "");
        } catch (IllegalArgumentException | BufferUnderflowException broken) {
            throw invalid("the base64 part is broken or cut off");
        }
    }

    private static void check(String type, ByteBuffer blob) {
        if (!type.equals(new String(field(blob), StandardCharsets.US_ASCII))) {
            throw invalid("the bytes are not of a key of type " + type);
        }
        switch (type) {
            case "ssh-rsa" -> {
                field(blob);
                if (new BigInteger(field(blob)).bitLength() < MIN_RSA_BITS) {
                    throw invalid("an RSA key needs " + MIN_RSA_BITS + " bits or more");
                }
            }
            case "ssh-ed25519" -> expect(field(blob).length == ED25519_BYTES);
            case "ssh-dss" -> {
                for (int i = 0; i < 4; i++) {
                    expect(new BigInteger(field(blob)).signum() > 0);
                }
            }
            case TOKEN + "ssh-ed25519" + OPENSSH -> {
                expect(field(blob).length == ED25519_BYTES);
                field(blob);
            }
            case TOKEN + ECDSA + "nistp256" + OPENSSH -> {
                point(type, TOKEN + ECDSA, OPENSSH, blob);
                field(blob);
            }
            default -> point(type, ECDSA, "", blob);
        }
        expect(!blob.hasRemaining());
    }

    /** A curve, which the type names too between {@code before} and {@code after}, and a point on it. */
    private static void point(String type, String before, String after, ByteBuffer blob) {
        String curve = new String(field(blob), StandardCharsets.US_ASCII);
        if (!type.equals(before + curve + after) || !CURVES.containsKey(curve)) {
            throw invalid("unknown type " + type);
        }
        byte[] point = field(blob);
        expect(point.length == CURVES.get(curve) && point[0] == 4);
    }

    private static byte[] field(ByteBuffer blob) {
        int length = blob.getInt();
        expect(length > 0 && length <= blob.remaining());
        byte[] field = new byte[length];
        blob.get(field);
        return field;
    }

    private static void expect(boolean holds) {
        if (!holds) {
            throw invalid("the key is malformed");
        }
    }

    private static RuntimeException invalid(String why) {
        return new Problem.Invalid("keypair.public_key", "Keypair data is invalid: " + why).raise();
    }
}
