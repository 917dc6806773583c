package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.ServerSpec;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.store.Database;
import kilonova.kernel.Problem;

/**
 * Where a server is to be: in a zone, on a host. A host that was forced is left to the scheduler to find, as in Nova; one
 * that was asked for must be there.
 */
final class WantedPlace {
    private final Database database;
    private final Hosts hosts;

    WantedPlace(Database database, Hosts hosts) {
        this.database = database;
        this.hosts = hosts;
    }

    /**
     * A place.
     *
     * @param zone the creator insisted on, empty for any
     * @param host the only one that will do, empty for any; {@code forced} skips all other rules
     */
    record Place(String zone, String host, boolean forced) {
        static final Place ANY = new Place("", "", false);
    }

    Place of(ServerSpec spec) {
        String forced = spec.getForcedHost() + spec.getForcedHypervisor();
        String asked = spec.getRequestedHost() + spec.getRequestedHypervisor();
        if (!forced.isEmpty() && !asked.isEmpty()) {
            throw new Problem.Invalid("requested_host", "not together with a forced host").raise();
        }
        if (spec.getZone().isEmpty() && forced.isEmpty() && asked.isEmpty()) {
            return Place.ANY;
        }
        List<Host> all = database.read(hosts::all);
        String zone = zone(spec, all);
        if (!forced.isEmpty()) {
            return new Place(zone, forced(spec, all), true);
        }
        return new Place(zone, asked.isEmpty() ? "" : requested(spec, all), false);
    }

    private static String zone(ServerSpec spec, List<Host> all) {
        String zone = spec.getZone();
        if (!zone.isEmpty() && all.stream().noneMatch(host -> host.zone().equals(zone))) {
            throw new Problem.Invalid("zone", "The requested availability zone is not available").raise();
        }
        return zone;
    }

    /** The host of that name and hypervisor; both names when there is none, so that no host is the one. */
    private static String forced(ServerSpec spec, List<Host> all) {
        return matching(all, spec.getForcedHost(), spec.getForcedHypervisor())
                .map(Host::name)
                .orElse(spec.getForcedHost() + ":" + spec.getForcedHypervisor());
    }

    private static String requested(ServerSpec spec, List<Host> all) {
        String host = spec.getRequestedHost();
        String hypervisor = spec.getRequestedHypervisor();
        if (matching(all, host, "").isEmpty()) {
            throw new Problem.Invalid("requested_host", "Compute host " + host + " could not be found.").raise();
        }
        return matching(all, host, hypervisor).map(Host::name).orElseThrow(() -> new Problem.Invalid(
                        "requested_hypervisor", "Compute host " + hypervisor + " could not be found.")
                .raise());
    }

    private static Optional<Host> matching(List<Host> all, String name, String hypervisor) {
        return all.stream()
                .filter(host -> name.isEmpty() || host.name().equals(name))
                .filter(host ->
                        hypervisor.isEmpty() || host.hypervisorHostname().equals(hypervisor))
                .findFirst();
    }
}
