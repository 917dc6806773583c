package kilonova.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The port of each service. */
record Ports(Map<Service, Integer> of) {
    /** Beyond it some port would not exist. */
    static final int LARGEST_OFFSET = 50_000;

    Ports {
        of = Collections.unmodifiableMap(new EnumMap<>(of));
    }

    static Ports usualPlus(int offset) {
        var ports = new EnumMap<Service, Integer>(Service.class);
        for (Service service : Service.values()) {
            ports.put(service, service.usualPort() + offset);
        }
        return new Ports(ports);
    }

    /** Ports that are free on that address now. */
    static Ports free(InetAddress address) throws IOException {
        var ports = new EnumMap<Service, Integer>(Service.class);
        var held = new ArrayList<ServerSocket>();
        try {
            for (Service service : Service.values()) {
                var socket = new ServerSocket(0, 1, address);
                held.add(socket);
                ports.put(service, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return new Ports(ports);
    }

    /** A service that is not among them has no port. */
    int port(Service service) {
        Integer port = of.get(service);
        if (port == null) {
            throw new IllegalArgumentException(service.label() + ": no port (expected: one for every service)");
        }
        return port;
    }

    /** The services whose ports someone else has, each as {@code 8774 (compute)}. */
    List<String> taken(InetAddress address) {
        var taken = new ArrayList<String>();
        of.forEach((service, port) -> {
            if (isTaken(address, port)) {
                taken.add(port + " (" + service.label() + ")");
            }
        });
        return taken;
    }

    private static boolean isTaken(InetAddress address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return false;
        } catch (IOException refused) {
            return true;
        }
    }
}
