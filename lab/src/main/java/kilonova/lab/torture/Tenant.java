package kilonova.lab.torture;

import java.net.URI;
import java.time.Clock;
import kilonova.client.KilonovaClient;
import kilonova.client.PasswordLogin;
import kilonova.client.TokenSource;
import kilonova.client.Trust;

/**
 * A project with one user in it.
 *
 * @param project its id
 * @param tokens of the user, made at any replica: all take them
 */
record Tenant(String name, String project, TokenSource tokens) {
    static final String DOMAIN = "Default";

    static TokenSource login(int identityPort, String path, String user, String password, String project) {
        return new PasswordLogin(
                URI.create("http://127.0.0.1:" + identityPort + path),
                Trust.system(),
                user,
                DOMAIN,
                password,
                project,
                DOMAIN,
                Clock.systemUTC());
    }

    /** A client through the replica's cable. */
    KilonovaClient grpc(ReplicaProcess replica) {
        return KilonovaClient.connect("127.0.0.1:" + replica.clientPort("grpc"), tokens);
    }

    Caller rest(ReplicaProcess replica, String computePath, Order order) {
        return new RestCaller(
                URI.create("http://127.0.0.1:" + replica.clientPort("compute") + computePath), tokens, order);
    }

    /** The tokens stay out of logs. */
    @Override
    public String toString() {
        return name;
    }
}
