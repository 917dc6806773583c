package kilonova.distribution;

import java.util.Optional;
import kilonova.kernel.Env;

/** Control plane, gateway and compute node in one process. */
final class AllInOne implements AutoCloseable {
    private final Ports ports;

    private AllInOne(Ports ports) {
        this.ports = ports;
    }

    static AllInOne start(CloudSettings settings, DataDirectory data, Accounts accounts, Env env) {
        return new AllInOne(settings.ports());
    }

    boolean fake() {
        return true;
    }

    String hypervisor() {
        return "fake";
    }

    Optional<Integer> port(Service service) {
        return Optional.of(ports.port(service));
    }

    @Override
    public void close() {}
}
