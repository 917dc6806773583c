package kilonova.control.identity.embedded;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords to salted hashes: PBKDF2 with HMAC-SHA-512. A hash carries its own number of iterations, so that the number can
 * grow without ending the passwords of today.
 */
final class Passwords {
    /** For passwords that people choose. */
    static final int ITERATIONS = 210_000;
    /** For passwords made by {@link #generate}: 160 random bits need no stretching, and starting up is not delayed. */
    static final int ITERATIONS_GENERATED = 1_000;

    private static final String SCHEME = "pbkdf2-sha512";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final int GENERATED_BYTES = 20;

    private final RandomGenerator random;
    private final int iterations;

    /** @param iterations for passwords that people choose: {@link #ITERATIONS}, fewer in tests only */
    Passwords(RandomGenerator random, int iterations) {
        this.random = random;
        this.iterations = iterations;
    }

    String hash(String password) {
        return hash(password, iterations);
    }

    /** Only for what {@link #generate} made. */
    String hashGenerated(String password) {
        return hash(password, ITERATIONS_GENERATED);
    }

    /** A hash that nothing matches, as dear to compare with as a real one. */
    String decoy() {
        byte[] salt = new byte[SALT_BYTES];
        byte[] nothing = new byte[HASH_BITS / 8];
        random.nextBytes(salt);
        random.nextBytes(nothing);
        return text(iterations, salt, nothing);
    }

    /** Whether the password is the one that was hashed. The work is the same either way. */
    boolean matches(String password, String hash) {
        String[] parts = hash.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        return MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(parts[1])));
    }

    static String generate(RandomGenerator random) {
        byte[] bytes = new byte[GENERATED_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String hash(String password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return text(rounds, salt, derive(password, salt, rounds));
    }

    private static String text(int rounds, byte[] salt, byte[] derived) {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "$", SCHEME, Integer.toString(rounds), base64.encodeToString(salt), base64.encodeToString(derived));
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        // The JDK refuses an empty password; no hash is made of one, so nothing matches it.
        var spec =
                new PBEKeySpec(password.isEmpty() ? new char[] {0} : password.toCharArray(), salt, rounds, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, impossible);
        } finally {
            spec.clearPassword();
        }
    }
}
