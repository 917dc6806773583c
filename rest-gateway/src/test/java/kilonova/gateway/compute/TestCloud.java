package kilonova.gateway.compute;

import java.time.Duration;
import kilonova.gateway.http.FaceServer;
import kilonova.kernel.Env;
import kilonova.kernel.Listening;

/** The compute face on a free port, over a fake control plane. */
final class TestCloud implements AutoCloseable {
    final FakeControlPlane controlPlane = new FakeControlPlane();
    final ComputeFace face;
    private final FaceServer server;
    private final RestClient client;

    TestCloud() {
        this(Duration.ofSeconds(30));
    }

    /** @param deadline how long an answer of the control plane is waited for */
    TestCloud(Duration deadline) {
        var env = Env.real();
        face = new ComputeFace(env.random(), "http://127.0.0.1:5000/v3");
        server = FaceServer.start(face, Listening.loopback(), 0, controlPlane.channel(), deadline, env.ids());
        client = new RestClient(server.port());
    }

    RestClient.Request request(String method, String path) {
        return client.request(method, path);
    }

    RestClient.Request get(String path) {
        return client.request("GET", path);
    }

    RestClient.Request post(String path, String body) {
        return client.request("POST", path).body(body);
    }

    @Override
    public void close() {
        server.close();
        controlPlane.close();
    }
}
