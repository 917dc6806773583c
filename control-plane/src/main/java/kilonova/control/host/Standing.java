package kilonova.control.host;

import kilonova.control.store.Json;

/**
 * What the scheduler goes by, as the change log carries it.
 *
 * @param up its node is connected, and no operator said otherwise
 * @param wentDown whether this very change took it down
 * @param generation of the host's row: an older standing never takes the place of a newer one
 */
public record Standing(
        String id,
        String name,
        String zone,
        boolean up,
        boolean enabled,
        boolean wentDown,
        String hypervisorHostname,
        String hypervisorType,
        int hypervisorVersion,
        String hostIp,
        long generation) {

    /** A host of which nothing is known yet but its id. */
    public static Standing unknown(String id) {
        return new Standing(id, "", "", false, false, false, "", "", 0, "", 0);
    }

    public static Standing of(Host host) {
        return of(host, host.generation(), false);
    }

    static Standing of(Host host, long generation, boolean wentDown) {
        return new Standing(
                host.id(),
                host.name(),
                host.zone(),
                host.up(),
                host.enabled(),
                wentDown,
                host.hypervisorHostname(),
                host.hypervisorType(),
                host.hypervisorVersion(),
                host.hostIp(),
                generation);
    }

    String pack() {
        return Json.write(this);
    }

    /** The reverse of what a host's change carries. */
    public static Standing unpack(String payload) {
        return Json.read(payload, Standing.class);
    }
}
