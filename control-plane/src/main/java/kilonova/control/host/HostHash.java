package kilonova.control.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells servers of one project whether they share a host, and nothing more (Nova's hostId). */
public final class HostHash {
    private HostHash() {}

    /** hex(sha224(project + host)); empty without a host. */
    public static String of(String project, String hostName) {
        if (hostName.isEmpty()) {
            return "";
        }
        try {
            byte[] text = (project + hostName).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-224").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
