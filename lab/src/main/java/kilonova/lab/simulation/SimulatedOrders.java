package kilonova.lab.simulation;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kilonova.compute.v1.BatchCreateServersRequest;
import kilonova.compute.v1.CreateServerRequest;
import kilonova.compute.v1.NetworkChoice;
import kilonova.compute.v1.NetworkRequest;
import kilonova.compute.v1.ServerSpec;
import kilonova.network.v1.CreatePortRequest;
import kilonova.network.v1.ListNetworksRequest;
import kilonova.network.v1.ListNetworksResponse;
import kilonova.network.v1.NetworkServiceGrpc;
import kilonova.network.v1.Port;
import kilonova.network.v1.PortServiceGrpc;

/** The servers that one tenant orders: on any network, on a network by name, with a port made before. */
final class SimulatedOrders {
    private static final String FLAVOR = "1";
    private static final int LARGEST_BATCH = 3;
    private final Timeline timeline;
    private final String project;
    private final List<String> networks = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();
    private int named;

    SimulatedOrders(Timeline timeline, Channel channel, String project) {
        this.timeline = timeline;
        this.project = project;
        NetworkServiceGrpc.newStub(channel)
                .listNetworks(
                        ListNetworksRequest.getDefaultInstance(),
                        once((ListNetworksResponse response) -> response.getNetworksList()
                                .forEach(network -> {
                                    networks.add(network.getId());
                                    makePort(channel, network.getId());
                                })));
    }

    CreateServerRequest create(String requestId) {
        return CreateServerRequest.newBuilder()
                .setRequestId(requestId)
                .setServer(spec())
                .build();
    }

    /** A server that nothing stands in the way of. */
    CreateServerRequest plain(String requestId) {
        return CreateServerRequest.newBuilder()
                .setRequestId(requestId)
                .setServer(named().setNetworkChoice(NetworkChoice.NETWORK_CHOICE_AUTO))
                .build();
    }

    /** Another server under the request id of one that was ordered. */
    CreateServerRequest anotherUnder(CreateServerRequest first) {
        return first.toBuilder().setServer(spec()).build();
    }

    BatchCreateServersRequest batch(String requestId) {
        int most = 1 + timeline.random().nextInt(LARGEST_BATCH);
        return BatchCreateServersRequest.newBuilder()
                .setRequestId(requestId)
                .setMinCount(1)
                .setMaxCount(most)
                .setServer(named().setNetworkChoice(NetworkChoice.NETWORK_CHOICE_AUTO))
                .build();
    }

    private ServerSpec spec() {
        ServerSpec.Builder spec = named();
        int lot = timeline.random().nextInt(10);
        if (networks.isEmpty() || lot < 4) {
            return spec.setNetworkChoice(NetworkChoice.NETWORK_CHOICE_AUTO).build();
        }
        if (lot < 5) {
            return spec.setNetworkChoice(NetworkChoice.NETWORK_CHOICE_NONE).build();
        }
        var network = NetworkRequest.newBuilder();
        if (lot < 7 && !ports.isEmpty()) {
            network.setPortId(ports.get(timeline.random().nextInt(ports.size())));
        } else {
            network.setNetworkId(networks.getFirst());
        }
        return spec.setNetworkChoice(NetworkChoice.NETWORK_CHOICE_LISTED)
                .addNetworks(network)
                .build();
    }

    private ServerSpec.Builder named() {
        return ServerSpec.newBuilder()
                .setName(project + "-" + ++named)
                .setFlavorId(FLAVOR)
                .setImageId(SimulatedNeighbours.IMAGE);
    }

    private void makePort(Channel channel, String network) {
        PortServiceGrpc.newStub(channel)
                .createPort(
                        CreatePortRequest.newBuilder()
                                .setPort(Port.newBuilder().setNetworkId(network).setName(project))
                                .build(),
                        once((Port port) -> ports.add(port.getId())));
    }

    /** What is not answered is done without. */
    private static <A> StreamObserver<A> once(Consumer<A> well) {
        return new StreamObserver<>() {
            @Override
            public void onNext(A answer) {
                well.accept(answer);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        };
    }
}
