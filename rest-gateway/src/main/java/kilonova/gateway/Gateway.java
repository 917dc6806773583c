package kilonova.gateway;

import io.grpc.Channel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import kilonova.gateway.compute.ComputeFace;
import kilonova.gateway.http.Face;
import kilonova.gateway.http.FaceServer;
import kilonova.gateway.identity.IdentityFace;
import kilonova.gateway.image.ImageFace;
import kilonova.gateway.network.NetworkFace;
import kilonova.gateway.placement.PlacementFace;
import kilonova.kernel.Env;

/** All REST faces of one process, over one channel to the control plane. */
public final class Gateway implements AutoCloseable {
    private final Map<String, FaceServer> servers;

    private Gateway(Map<String, FaceServer> servers) {
        this.servers = servers;
    }

    /** Serves every face that the settings name; returns when all listen. Nothing listens when one cannot. */
    public static Gateway start(GatewaySettings settings, Channel channel, Env env) {
        return start(settings, channel, env, faces(settings, env));
    }

    static Gateway start(GatewaySettings settings, Channel channel, Env env, List<Face> faces) {
        var servers = new LinkedHashMap<String, FaceServer>();
        var gateway = new Gateway(servers);
        try {
            for (Face face : faces) {
                if (settings.ports().get(face.name()) instanceof Integer port) {
                    servers.put(
                            face.name(),
                            FaceServer.start(
                                    face, settings.listening(), port, channel, settings.callDeadline(), env.ids()));
                }
            }
            return gateway;
        } catch (RuntimeException taken) {
            gateway.close();
            throw taken;
        }
    }

    /** Every face there is. */
    private static List<Face> faces(GatewaySettings settings, Env env) {
        return List.of(
                new IdentityFace(),
                new ComputeFace(env.random(), settings.identityUrl()),
                new ImageFace(),
                new NetworkFace(),
                new PlacementFace(env.clock()));
    }

    /** The faces that are served. */
    public Set<String> faces() {
        return Collections.unmodifiableSet(servers.keySet());
    }

    /** Where a face listens. */
    public int port(String face) {
        if (servers.get(face) instanceof FaceServer server) {
            return server.port();
        }
        throw new IllegalArgumentException("face " + face + ": not served");
    }

    @Override
    public void close() {
        // Each takes two seconds to end its connections kindly: they do it side by side.
        try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
            servers.values().forEach(server -> closing.execute(server::close));
        }
    }
}
