package kilonova.control.node;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import kilonova.kernel.NodePass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door of every call of a node: says who calls. Behind no door nobody is anybody. */
public final class NodeDoor implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDoor.class);
    private static final Context.Key<NodePeer> PEER = Context.key("node-peer");

    private final Function<ServerCall<?, ?>, Optional<NodePeer>> who;

    private NodeDoor(Function<ServerCall<?, ?>, Optional<NodePeer>> who) {
        this.who = who;
    }

    /** For a channel that never leaves this process. */
    public static BindableService within(BindableService service) {
        return as(new NodePeer.Within(), service);
    }

    /** For a channel that only this peer has. */
    static BindableService as(NodePeer peer, BindableService service) {
        return behind(new NodeDoor(call -> Optional.of(peer)), service);
    }

    /** For a port where TLS has asked for a certificate of the cloud's authority. */
    public static BindableService certified(BindableService service) {
        return behind(new NodeDoor(NodeDoor::certified), service);
    }

    private static BindableService behind(NodeDoor door, BindableService service) {
        return () -> ServerInterceptors.intercept(service, door);
    }

    /** Who makes the call that is being served. */
    static NodePeer peer() {
        return Optional.ofNullable(PEER.get()).orElseThrow(() -> Status.UNAUTHENTICATED
                .withDescription("nobody said which node calls")
                .asRuntimeException());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Optional<NodePeer> peer = who.apply(call);
        if (peer.isEmpty()) {
            LOG.warn(
                    "a caller from {} was refused: its certificate names no node",
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            call.close(Status.PERMISSION_DENIED.withDescription("the certificate names no node"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(PEER, peer.get()), call, headers, next);
    }

    private static Optional<NodePeer> certified(ServerCall<?, ?> call) {
        return Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                .flatMap(NodeDoor::certificate)
                .flatMap(certificate -> NodePass.of(certificate)
                        .map(pass -> new NodePeer.Certified(
                                pass, certificate.getSerialNumber().toString(16))));
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
