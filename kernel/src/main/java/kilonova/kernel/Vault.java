package kilonova.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals secrets that must be stored: AES-256-GCM (NIST SP 800-38D), a fresh nonce each, bound to whom they belong to. */
public final class Vault {
    public static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private static final String MAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final SecretKeySpec macKey;
    private final RandomGenerator random;

    /** @param key 32 bytes, from a generator fit for keys */
    public Vault(byte[] key, RandomGenerator random) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("vault key: " + key.length + " bytes (expected: " + KEY_BYTES + ")");
        }
        this.key = new SecretKeySpec(key, "AES");
        this.macKey = macKey(key);
        this.random = random;
    }

    /** @param owner whom the secret belongs to: it opens only together with the same */
    public String seal(String owner, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, owner, nonce, secret.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array());
    }

    /** @throws IllegalStateException when it was sealed by another key or for another owner, or was changed */
    public String open(String owner, String sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        byte[] secret = crypt(Cipher.DECRYPT_MODE, owner, nonce, Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length));
        return new String(secret, StandardCharsets.UTF_8);
    }

    /** What tells two texts apart, and nothing of either to whoever lacks the key: HMAC-SHA-256, in hex. */
    public String fingerprint(byte[] text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(macKey);
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** No key serves two algorithms. */
    private static SecretKeySpec macKey(byte[] key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return new SecretKeySpec(mac.doFinal("fingerprint".getBytes(StandardCharsets.UTF_8)), MAC);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] crypt(int mode, String owner, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("a stored secret of " + owner + " cannot be opened", failed);
        }
    }
}
