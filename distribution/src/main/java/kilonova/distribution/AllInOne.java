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
    private final Optional<LocalNode> node;
    private final Gateway gateway;

    private AllInOne(ControlPlane controlPlane, Optional<LocalNode> node, Gateway gateway) {
        this.controlPlane = controlPlane;
        this.node = node;
        this.gateway = gateway;
    }

    /** Starts everything; returns when it answers. Nothing is left running when a part cannot start. */
    static AllInOne start(CloudSettings settings, Accounts accounts, Env env) {
        Deque<AutoCloseable> started = new ArrayDeque<>();
        Set<String> served = ConcurrentHashMap.newKeySet();
        try {
            var controlPlane = ControlPlane.start(controlPlane(settings, accounts, served), env);
            started.push(controlPlane);
            Optional<LocalNode> node = settings.hypervisor() == HypervisorChoice.NONE
                    ? Optional.empty()
                    : Optional.of(LocalNode.start(NodePlan.inside(settings), controlPlane.nodeChannel(), env));
            node.ifPresent(started::push);
            node.ifPresent(LocalNode::awaitWelcome);
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
        return node.map(LocalNode::words).orElse("none in this process: nodes are processes of their own");
    }

    /** Whether guests are pretended. */
    boolean fake() {
        return node.map(LocalNode::fake).orElse(false);
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
        node.ifPresent(LocalNode::close);
        controlPlane.close();
    }

    /** @param served the services that answer by now */
    private static ControlPlaneSettings controlPlane(CloudSettings settings, Accounts accounts, Set<String> served) {
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
                settings.dataDir(),
                settings.seat().own(),
                database(settings),
                settings.listening(),
                settings.ports().port(Service.GRPC),
                settings.ports().port(Service.NODE),
                LocalNode.hostName(),
                new FirstPasswords(
                        accounts.admin().password(), accounts.member().password(), accounts.servicePassword()),
                new Catalog(Account.REGION, List.copyOf(services)),
                policy(settings.dataDir().resolve("policy.yaml")),
                site(settings.dataDir().resolve("settings.yaml")));
    }

    private static DatabaseSettings database(CloudSettings settings) {
        var usual = DatabaseSettings.of("jdbc:sqlite:" + DataDirectory.database(settings.dataDir()));
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
