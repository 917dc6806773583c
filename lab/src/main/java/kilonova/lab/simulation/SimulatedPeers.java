package kilonova.lab.simulation;

import io.grpc.Channel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import kilonova.control.replica.Peers;

/** The ways of one replica to the others, over the simulated network: cut and parted like any other. */
final class SimulatedPeers implements Peers {
    private final Timeline timeline;
    private final List<SimulatedReplica> replicas;
    private final List<Wire> wires;
    private final Duration slowest;
    private final Map<String, Wire> byAddress = new LinkedHashMap<>();
    private Consumer<Runnable> life = Runnable::run;

    /**
     * @param replicas all of them, each reached by its name
     * @param wires those of the whole cloud, which these join
     */
    SimulatedPeers(Timeline timeline, List<SimulatedReplica> replicas, List<Wire> wires, Duration slowest) {
        this.timeline = timeline;
        this.replicas = replicas;
        this.wires = wires;
        this.slowest = slowest;
    }

    /** @param next runs what the life that begins now hears; nothing once it is over */
    void begin(Consumer<Runnable> next) {
        life = next;
    }

    /** The life is over: the others hear that its connections broke. */
    void end() {
        keep(Set.of());
    }

    @Override
    public Channel at(String address) {
        return byAddress.computeIfAbsent(address, this::open);
    }

    private Wire open(String address) {
        List<SimulatedReplica> there = replicas.stream()
                .filter(replica -> replica.toString().equals(address))
                .toList();
        var wire = new Wire(timeline, new Doors(timeline, there), SimulatedControl::peerChannel, slowest).heardBy(life);
        wires.add(wire);
        return wire;
    }

    @Override
    public void keep(Set<String> addresses) {
        byAddress.entrySet().removeIf(each -> {
            boolean gone = !addresses.contains(each.getKey());
            if (gone) {
                each.getValue().cut();
                wires.remove(each.getValue());
            }
            return gone;
        });
    }
}
