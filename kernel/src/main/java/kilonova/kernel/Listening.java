package kilonova.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where a process serves, and how clients are to name it.
 *
 * @param host the name or the address that clients go to, without brackets
 * @param address what it stands for on this machine
 * @param certificate with it everything is served under TLS, on loopback too; without it nothing is
 */
public record Listening(String host, InetAddress address, Optional<ServerCertificate> certificate) {
    /** This machine only, without TLS. */
    public static Listening loopback() {
        return on(InetAddress.getLoopbackAddress());
    }

    /** Without TLS. */
    public static Listening on(InetAddress address) {
        return new Listening(address.getHostAddress(), address, Optional.empty());
    }

    /** Every address that is bound. */
    public List<InetAddress> addresses() {
        var all = new LinkedHashSet<InetAddress>();
        all.add(address);
        if (certificate.isPresent()) {
            all.add(InetAddress.getLoopbackAddress());
        }
        return List.copyOf(all);
    }

    /** Every address that is bound, with that port. */
    public List<InetSocketAddress> sockets(int port) {
        return addresses().stream()
                .map(each -> new InetSocketAddress(each, port))
                .toList();
    }

    /** {@code HOST:PORT} as URLs and gRPC write it. */
    public String authority(int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The beginning of every URL there. */
    public String origin(int port) {
        return (certificate.isPresent() ? "https://" : "http://") + authority(port);
    }

    /** Whether it is an address, not a name: only those need no look at a name server. */
    static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    /** Whether two spellings are one address. */
    static boolean sameAddress(String one, String other) {
        try {
            return InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException neither) {
            return false;
        }
    }
}
