package kilonova.control.enrollment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kilonova.kernel.Env;
import kilonova.kernel.PemText;
import kilonova.kernel.ServerCertificate;

/**
 * Where the authority is kept, one for all replicas, and the certificate of this one's node port: made once, readable by
 * their owner alone. Each is one file that holds the certificate and its key, so neither is ever there without the other.
 */
public final class AuthorityFiles {
    /** The port's certificate is made anew when less than this is left of it. */
    static final Duration LEAST_LEFT = Duration.ofDays(60);

    private static final Duration PORT_LIFE = Duration.ofDays(365);

    private final Path authority;
    private final Path port;
    private final Env env;

    /**
     * @param shared the directory of the authority
     * @param own the directory of the port's certificate; may be the same
     */
    public AuthorityFiles(Path shared, Path own, Env env) {
        this.authority = shared.resolve("authority.pem");
        this.port = own.resolve("port.pem");
        this.env = env;
    }

    /** Throws {@link IllegalArgumentException} that names the file when it is there and cannot be used. */
    public NodeAuthority authority() {
        Instant now = env.clock().instant();
        if (Files.exists(authority)) {
            ServerCertificate kept = kept(authority, now);
            return new NodeAuthority(kept.chain().getFirst(), kept.key());
        }
        NodeAuthority made = NodeAuthority.create(now, env.random());
        write(authority, PemText.of(made.key()) + made.pem());
        return made;
    }

    /** For a server at these names and addresses: the one kept, or a new one when that is not for them or ends soon. */
    public ServerCertificate port(NodeAuthority signer, List<String> names) {
        Instant now = env.clock().instant();
        return usable(port, now)
                .filter(kept -> signer.root().signed(kept.chain().getFirst()))
                .filter(kept -> names.stream().allMatch(kept::covers))
                .filter(kept -> now.plus(LEAST_LEFT)
                        .isBefore(kept.chain().getFirst().getNotAfter().toInstant()))
                .orElseGet(() -> {
                    KeyPair pair = NodeAuthority.pair();
                    var certificate = signer.ofServer(names, pair.getPublic(), now, PORT_LIFE, env.random());
                    write(port, PemText.of(pair.getPrivate()) + PemText.of(List.of(certificate)));
                    return kept(port, now);
                });
    }

    private static Optional<ServerCertificate> usable(Path file, Instant now) {
        try {
            return Files.exists(file) ? Optional.of(kept(file, now)) : Optional.empty();
        } catch (IllegalArgumentException brokenOrOver) {
            return Optional.empty();
        }
    }

    private static ServerCertificate kept(Path file, Instant now) {
        try {
            String text = Files.readString(file);
            int end = text.indexOf("-----BEGIN CERTIFICATE-----");
            return ServerCertificate.parse(file.toString(), text.substring(Math.max(0, end)), text, now);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(
                    file.getParent(),
                    file.getFileName().toString(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text, StandardOpenOption.SYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be written", failed);
        }
    }
}
