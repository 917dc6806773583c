package kilonova.node.session;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Pure. Why a stream ended, in words that say whose doing it is. */
final class StreamEnd {
    private StreamEnd() {}

    static String words(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String said = Optional.ofNullable(status.getDescription())
                .orElse(status.getCode().name());
        if (status.getCode() == Status.Code.PERMISSION_DENIED || status.getCode() == Status.Code.UNAUTHENTICATED) {
            return "the control plane refuses this node: " + said;
        }
        return find(failure, CertPathValidatorException.class)
                .map(StreamEnd::untrusted)
                .or(() -> find(failure, CertificateException.class).map(StreamEnd::untrusted))
                .or(() -> find(failure, ConnectException.class)
                        .map(none -> "nothing listens there (" + none.getMessage() + ")"))
                .or(() -> find(failure, UnknownHostException.class)
                        .map(unknown -> "no such host: " + unknown.getMessage()))
                .or(() -> find(failure, SSLException.class).map(StreamEnd::handshake))
                .orElse(said + cause(status.getCause()));
    }

    private static String untrusted(Exception why) {
        return "the control plane's certificate is not what this node's bundle trusts (" + why.getMessage()
                + "): enroll the node anew with the cloud that it is to join";
    }

    private static String handshake(SSLException why) {
        String message = String.valueOf(why.getMessage());
        String known = message.toLowerCase(Locale.ROOT);
        if (known.contains("expired")) {
            return "the control plane says that this node's certificate has expired (" + message
                    + "): enroll the node again";
        }
        if (known.contains("alert")) {
            return "the control plane does not take this node's certificate (" + message
                    + "): enroll the node with the cloud that it is to join";
        }
        return "no TLS there that this node understands (" + message + ")";
    }

    private static String cause(@Nullable Throwable cause) {
        return cause == null ? "" : " (" + cause.getMessage() + ")";
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        @Nullable Throwable each = failure;
        for (int depth = 0; each != null && depth < 20; depth++) {
            if (kind.isInstance(each)) {
                return Optional.of(kind.cast(each));
            }
            each = each.getCause();
        }
        return Optional.empty();
    }
}
