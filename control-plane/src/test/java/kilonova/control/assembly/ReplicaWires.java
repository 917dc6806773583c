package kilonova.control.assembly;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import kilonova.control.replica.Peers;

/** What lies between the replicas of one test: in-process channels, by the address that each is reached at. */
final class ReplicaWires implements Peers, AutoCloseable {
    private final Map<String, Channel> byAddress = new ConcurrentHashMap<>();
    private final List<Server> servers = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** A channel to these services, and to nothing else. */
    Channel serve(List<BindableService> services) {
        String name = "wire-" + UUID.randomUUID();
        var builder = InProcessServerBuilder.forName(name);
        services.forEach(builder::addService);
        try {
            servers.add(builder.build().start());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        channels.add(InProcessChannelBuilder.forName(name).build());
        return channels.getLast();
    }

    void serve(String address, List<BindableService> services) {
        byAddress.put(address, serve(services));
    }

    /** Nobody is there any more. */
    void cut(String address) {
        byAddress.remove(address);
    }

    @Override
    public Channel at(String address) {
        Channel known = byAddress.get(address);
        return known == null ? Peers.NONE.at(address) : known;
    }

    @Override
    public void keep(Set<String> addresses) {}

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        servers.forEach(Server::shutdownNow);
    }
}
