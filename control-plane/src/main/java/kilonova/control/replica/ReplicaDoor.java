package kilonova.control.replica;

import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import kilonova.kernel.ReplicaPass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door of every call between replicas, on a port where TLS has asked for a certificate of the cloud's authority. */
public final class ReplicaDoor implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaDoor.class);

    private ReplicaDoor() {}

    /** Only for those whose certificate names a replica. */
    public static BindableService certified(BindableService service) {
        return () -> ServerInterceptors.intercept(service, new ReplicaDoor());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean replica = Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                .flatMap(ReplicaDoor::certificate)
                .flatMap(ReplicaPass::of)
                .isPresent();
        if (!replica) {
            LOG.warn(
                    "a caller from {} was refused: its certificate names no replica",
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            call.close(Status.PERMISSION_DENIED.withDescription("the certificate names no replica"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }

    private static Optional<X509Certificate> certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate own
                    ? Optional.of(own)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }
}
