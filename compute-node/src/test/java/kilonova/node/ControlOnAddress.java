package kilonova.node;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.UUID;

/** A {@link WatchfulControl} that can be dialled. */
record ControlOnAddress(WatchfulControl control, Server server, ManagedChannel channel) implements AutoCloseable {

    static ControlOnAddress start() throws IOException {
        var address = "control-" + UUID.randomUUID();
        var control = new WatchfulControl();
        var server = InProcessServerBuilder.forName(address)
                .addService(control)
                .build()
                .start();
        return new ControlOnAddress(
                control, server, InProcessChannelBuilder.forName(address).build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
