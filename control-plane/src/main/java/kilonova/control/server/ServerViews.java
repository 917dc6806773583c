package kilonova.control.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import kilonova.control.host.HostGlance;
import kilonova.control.host.HostGlances;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.operation.Operation;
import kilonova.control.operation.OperationSubjects;
import kilonova.control.policy.Target;
import kilonova.control.store.Tx;

/** Servers as messages for whoever asks: each with what the policy lets that caller see of it. */
final class ServerViews implements OperationSubjects {
    private static final String SHOW = "os_compute_api:servers:show";
    private static final String ATTRIBUTES = "os_compute_api:os-extended-server-attributes";
    private static final String EXTRA_SPECS = "os_compute_api:servers:show:flavor-extra-specs";
    private static final String HOST_STATUS = "os_compute_api:servers:show:host_status";

    private final ServerNeighbours with;
    private final ServerRepository repository;
    private final ServerProto proto;
    private final HostGlances hosts;

    ServerViews(ServerNeighbours with, ServerRepository repository) {
        this.with = with;
        this.repository = repository;
        this.proto = new ServerProto(with.vault());
        this.hosts = new HostGlances(with.database());
    }

    /** For some servers, within the transaction that read them. */
    For of(Tx tx, Principal who, Collection<Server> servers) {
        return new For(who, servers, ids -> hosts.of(tx, ids));
    }

    /** For some servers that were read before. */
    For of(Principal who, Collection<Server> servers) {
        return new For(who, servers, hosts::of);
    }

    @Override
    public Map<String, kilonova.compute.v1.Server> servers(Tx tx, Principal who, Collection<Operation> operations) {
        Set<String> ids = operations.stream()
                .map(Operation::subject)
                .filter(subject -> subject.kind().equals(Servers.KIND))
                .map(subject -> subject.id())
                .collect(Collectors.toCollection(TreeSet::new));
        if (ids.isEmpty()) {
            return Map.of();
        }
        var servers = repository.find(tx, ids);
        For views = of(tx, who, servers);
        var seen = new HashMap<String, kilonova.compute.v1.Server>();
        for (Server server : servers) {
            if (with.policy().allows(who, SHOW, Target.of(server.project(), server.user()))) {
                seen.put(server.id().toString(), views.message(server));
            }
        }
        return seen;
    }

    /** With everything that is no secret. */
    Map<String, kilonova.compute.v1.Server> whole(Tx tx, Collection<Server> servers) {
        var ids = new TreeSet<String>();
        servers.forEach(server -> server.place().hostId().ifPresent(ids::add));
        Map<String, HostGlance> glances = ids.isEmpty() ? Map.of() : hosts.of(tx, ids);
        var whole = new HashMap<String, kilonova.compute.v1.Server>();
        for (Server server : servers) {
            whole.put(
                    server.id().toString(),
                    proto.message(
                            server,
                            ServerProto.View.WHOLE,
                            server.place().hostId().flatMap(id -> Optional.ofNullable(glances.get(id)))));
        }
        return whole;
    }

    /** Servers for one caller: the policy is asked once per project, and hosts are looked at for who may see them. */
    final class For {
        private final Principal who;
        private final Map<ProjectId, ServerProto.View> byProject = new HashMap<>();
        private final Map<String, HostGlance> glances;

        private For(Principal who, Collection<Server> servers, Function<Set<String>, Map<String, HostGlance>> reading) {
            this.who = who;
            var ids = new TreeSet<String>();
            for (Server server : servers) {
                server.place().hostId().filter(id -> view(server).showsHost()).ifPresent(ids::add);
            }
            this.glances = ids.isEmpty() ? Map.of() : reading.apply(ids);
        }

        /** Without what is kept sealed. */
        kilonova.compute.v1.Server message(Server server) {
            return proto.message(server, view(server), host(server));
        }

        /** With the user data, if the caller may see it. */
        kilonova.compute.v1.Server unsealed(Server server) {
            return proto.message(server, view(server).unsealing(), host(server));
        }

        private Optional<HostGlance> host(Server server) {
            return server.place().hostId().flatMap(id -> Optional.ofNullable(glances.get(id)));
        }

        private ServerProto.View view(Server server) {
            return byProject.computeIfAbsent(server.project(), this::view);
        }

        private ServerProto.View view(ProjectId project) {
            Target target = Target.of(project);
            return new ServerProto.View(
                    with.policy().allows(who, ATTRIBUTES, target),
                    with.policy().administers(who),
                    with.policy().allows(who, EXTRA_SPECS, target),
                    with.policy().allows(who, HOST_STATUS, target),
                    false);
        }
    }
}
