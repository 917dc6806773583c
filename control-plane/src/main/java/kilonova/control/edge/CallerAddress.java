package kilonova.control.edge;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.inprocess.InProcessSocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the call being served came from, for bounds that are kept per source. Of a call through the gateway in this process
 * it is what the gateway saw; what any other caller says of itself is passed over.
 */
public final class CallerAddress {
    /** Said by the gateway in this process; never believed of a connection. */
    public static final Metadata.Key<String> SEEN_BY_GATEWAY =
            Metadata.Key.of("x-caller-address", Metadata.ASCII_STRING_MARSHALLER);

    /** A network of IPv6 is one source: whoever has one address of it has all. */
    private static final int NETWORK_BYTES = 8;

    static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

    private CallerAddress() {}

    /** Empty where it is not known. */
    public static String current() {
        return CURRENT.orElse("");
    }

    static String of(ServerCall<?, ?> call, Metadata headers) {
        var remote = Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        if (remote.filter(InProcessSocketAddress.class::isInstance).isPresent()) {
            return Optional.ofNullable(headers.get(SEEN_BY_GATEWAY)).orElse("");
        }
        return remote.filter(InetSocketAddress.class::isInstance)
                .map(socket -> source(((InetSocketAddress) socket).getAddress()))
                .orElse("");
    }

    private static String source(InetAddress address) {
        if (address instanceof Inet6Address) {
            byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), 16);
            try {
                return InetAddress.getByAddress(network).getHostAddress();
            } catch (UnknownHostException never) {
                throw new IllegalStateException(never);
            }
        }
        return address.getHostAddress();
    }
}
