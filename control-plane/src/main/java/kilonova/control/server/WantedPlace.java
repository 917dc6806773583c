package kilonova.control.server;

import kilonova.compute.v1.ServerSpec;
import kilonova.control.host.Host;
import kilonova.control.host.Hosts;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
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
        return database.read(tx -> {
            String zone = zone(tx, spec);
            if (!forced.isEmpty()) {
                return new Place(zone, forced(tx, spec), true);
            }
            return new Place(zone, asked.isEmpty() ? "" : requested(tx, spec), false);
        });
    }

    private String zone(Tx tx, ServerSpec spec) {
        String zone = spec.getZone();
        if (!zone.isEmpty() && !hosts.zone(tx, zone)) {
            throw new Problem.Invalid("zone", "The requested availability zone is not available").raise();
        }
        return zone;
    }

    /** The host of that name and hypervisor; both names when there is none, so that no host is the one. */
    private String forced(Tx tx, ServerSpec spec) {
        return hosts.matching(tx, spec.getForcedHost(), spec.getForcedHypervisor())
                .map(Host::name)
                .orElse(spec.getForcedHost() + ":" + spec.getForcedHypervisor());
    }

    private String requested(Tx tx, ServerSpec spec) {
        String host = spec.getRequestedHost();
        String hypervisor = spec.getRequestedHypervisor();
        if (!host.isEmpty() && hosts.matching(tx, host, "").isEmpty()) {
            throw new Problem.Invalid("requested_host", "Compute host " + host + " could not be found.").raise();
        }
        return hosts.matching(tx, host, hypervisor).map(Host::name).orElseThrow(() -> new Problem.Invalid(
                        "requested_hypervisor", "Compute host " + hypervisor + " could not be found.")
                .raise());
    }
}
