package kilonova.control.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.inprocess.InProcessSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

class CallerAddressTest {
    @Test
    void theGatewayInThisProcessSaysWhereItsCallerIs() {
        assertThat(CallerAddress.of(from(new InProcessSocketAddress("control")), saying("192.0.2.1")))
                .isEqualTo("192.0.2.1");
        assertThat(CallerAddress.of(from(new InProcessSocketAddress("control")), new Metadata()))
                .isEmpty();
    }

    @Test
    void aConnectionComesFromWhereItComesFromWhateverItSays() throws Exception {
        var remote = new InetSocketAddress(InetAddress.getByName("198.51.100.7"), 4711);

        assertThat(CallerAddress.of(from(remote), saying("192.0.2.1"))).isEqualTo("198.51.100.7");
    }

    @Test
    void aNetworkOfIpv6IsOneSource() throws Exception {
        var one = new InetSocketAddress(InetAddress.getByName("2001:db8:1:2:3::4"), 1);
        var other = new InetSocketAddress(InetAddress.getByName("2001:db8:1:2:ffff::1"), 2);
        var elsewhere = new InetSocketAddress(InetAddress.getByName("2001:db8:1:3::4"), 3);

        String source = CallerAddress.of(from(one), new Metadata());

        assertThat(CallerAddress.of(from(other), new Metadata())).isEqualTo(source);
        assertThat(CallerAddress.of(from(elsewhere), new Metadata())).isNotEqualTo(source);
    }

    private static Metadata saying(String address) {
        var headers = new Metadata();
        headers.put(CallerAddress.SEEN_BY_GATEWAY, address);
        return headers;
    }

    private static ServerCall<Object, Object> from(SocketAddress remote) {
        return new ServerCall<>() {
            @Override
            public Attributes getAttributes() {
                return Attributes.newBuilder()
                        .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, remote)
                        .build();
            }

            @Override
            public void request(int messages) {}

            @Override
            public void sendHeaders(Metadata headers) {}

            @Override
            public void sendMessage(Object message) {}

            @Override
            public void close(Status status, Metadata trailers) {}

            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public MethodDescriptor<Object, Object> getMethodDescriptor() {
                throw new AssertionError("the address does not hang on the method");
            }
        };
    }
}
