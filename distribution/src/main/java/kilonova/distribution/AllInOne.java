package kilonova.distribution;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kilonova.control.assembly.ControlPlane;
import kilonova.control.assembly.ControlPlaneSettings;
import kilonova.control.assembly.SiteFile;
import kilonova.control.identity.embedded.Catalog;
import kilonova.control.identity.embedded.FirstPasswords;
import kilonova.control.policy.PolicyFile;
import kilonova.control.store.DatabaseSettings;
import kilonova.gateway.Gateway;
import kilonova.gateway.GatewaySettings;
import kilonova.kernel.Env;

/** Control plane, compute node and gateway in one process, joined by channels that never leave it. */
final class AllInOne implements AutoCloseable {
    private final ControlPlane controlPlane;
    private final LocalNode node;
    private final Gateway gateway;

    private AllInOne(ControlPlane controlPlane, LocalNode node, Gateway gateway) {
        this.controlPlane = controlPlane;
        this.node = node;
        this.gateway = gateway;
    }

    /** Starts everything; returns when it answers. Nothing is left running when a part cannot start. */
    static AllInOne start(CloudSettings settings, DataDirectory data, Accounts accounts, Env env) {
        Deque<AutoCloseable> started = new ArrayDeque<>();
        Set<String> served = ConcurrentHashMap.newKeySet();
        try {
            var controlPlane = ControlPlane.start(controlPlane(settings, data, accounts, served), env);
            started.push(controlPlane);
            var node = LocalNode.start(NodePlan.inside(settings, data), controlPlane.nodeChannel(), env);
            started.push(node);
            node.awaitWelcome();
            var gateway = Gateway.start(gateway(settings), controlPlane.publicChannel(), env);
            started.push(gateway);
            served.addAll(gateway.faces());
            return new AllInOne(controlPlane, node, gateway);
        } catch (RuntimeException failed) {
            for (AutoCloseable part : started) {
                try {
                    part.close();
                } catch (Exception second) {
                    failed.addSuppressed(second);
                }
            }
            throw failed;
        }
    }

    /** What runs the guests, in words. */
    String hypervisor() {
        return node.words();
    }

    /** Whether guests are pretended. */
    boolean fake() {
        return node.fake();
    }

    /** Where the service listens; empty when it is not served. */
    Optional<Integer> port(Service service) {
        return switch (service) {
            case GRPC -> Optional.of(controlPlane.port());
            case NODE -> Optional.of(controlPlane.nodePort());
            case IDENTITY, COMPUTE, PLACEMENT, IMAGE, NETWORK ->
                gateway.faces().contains(service.label())
                        ? Optional.of(gateway.port(service.label()))
                        : Optional.empty();
        };
    }

    /** New calls first, guests never: they run on. */
    @Override
    public void close() {
        gateway.close();
        node.close();
        controlPlane.close();
    }

    /** @param served the services that answer by now */
    private static ControlPlaneSettings controlPlane(
            CloudSettings settings, DataDirectory data, Accounts accounts, Set<String> served) {
        var services = new ArrayList<Catalog.Service>();
        for (Service service : Service.values()) {
            if (service.isRest()) {
                services.add(new Catalog.Service(
                        service.label(),
                        service.project(),
                        service.endpoint(settings.listening(), settings.ports().port(service)),
                        () -> served.contains(service.label())));
            }
        }
        return new ControlPlaneSettings(
                data.root(),
                database(settings, data),
                settings.listening(),
                settings.ports().port(Service.GRPC),
                settings.ports().port(Service.NODE),
                LocalNode.hostName(),
                new FirstPasswords(
                        accounts.admin().password(), accounts.member().password(), accounts.servicePassword()),
                new Catalog(Account.REGION, List.copyOf(services)),
                policy(data.root().resolve("policy.yaml")),
                site(data.root().resolve("settings.yaml")).scheduler());
    }

    private static DatabaseSettings database(CloudSettings settings, DataDirectory data) {
        var usual = DatabaseSettings.of("jdbc:sqlite:" + data.database());
        return settings.database()
                .map(address ->
                        new DatabaseSettings(address.url(), address.user(), address.password(), usual.readers()))
                .orElse(usual);
    }

    private static PolicyFile policy(Path file) {
        try {
            return Files.exists(file) ? PolicyFile.read(file) : PolicyFile.none();
        } catch (IllegalArgumentException unreadable) {
            throw new CommandFailure(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    private static SiteFile site(Path file) {
        try {
            return SiteFile.read(file);
        } catch (IllegalArgumentException unreadable) {
            throw new CommandFailure(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    private static GatewaySettings gateway(CloudSettings settings) {
        var ports = new LinkedHashMap<String, Integer>();
        settings.ports().of().forEach((service, port) -> {
            if (service.isRest()) {
                ports.put(service.label(), port);
            }
        });
        return new GatewaySettings(settings.listening(), ports, GatewaySettings.CALL_DEADLINE);
    }
}
