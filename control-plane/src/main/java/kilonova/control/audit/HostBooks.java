package kilonova.control.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kilonova.control.guard.Guard;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.placement.Allocation;
import kilonova.control.placement.Provider;
import kilonova.control.placement.Resources;
import kilonova.control.server.ServerBrief;
import org.jspecify.annotations.Nullable;

/**
 * All that is written of one host, in one look. Pure.
 *
 * @param up whether its node is there
 * @param servers by id: those that are on it, and all others that its allocations and wishes name
 * @param strangers consumers that are no servers, and whose allocations others write over the API of placement
 */
record HostBooks(
        Provider provider,
        boolean up,
        List<Allocation> allocations,
        List<Wish> wishes,
        Map<String, ServerBrief> servers,
        Set<String> strangers) {

    int rows() {
        return 1 + allocations.size() + wishes.size() + servers.size();
    }

    Resources held() {
        return allocations.stream().map(Allocation::resources).reduce(Resources.NONE, Resources::plus);
    }

    List<Discrepancy> discrepancies() {
        var found = new ArrayList<Discrepancy>();
        allocations(found);
        usage(found);
        wishes(found);
        servers(found);
        return found;
    }

    private void allocations(List<Discrepancy> found) {
        for (Allocation each : allocations) {
            if (strangers.contains(each.consumer())) {
                continue;
            }
            ServerBrief server = servers.get(each.consumer());
            String id = each.consumer() + "/" + provider.id();
            String was = each.resources().pack() + " of " + words(server) + " on " + provider.name();
            if (server == null || server.deleted() || !Guard.THE_LIVING_LEFT_ALONE.stands()) {
                found.add(finding(FindingKind.ALLOCATION_OF_NOBODY, id, "", was, "nothing", true));
            } else if (!server.on(provider.id())) {
                if (!server.busy()) {
                    found.add(finding(FindingKind.ALLOCATION_ELSEWHERE, id, "", was, "nothing", true));
                }
            } else if (!server.demand().equals(each.resources())) {
                found.add(finding(
                        FindingKind.ALLOCATION_AMOUNT,
                        id,
                        each.resources().pack(),
                        was,
                        server.demand().pack(),
                        false));
            }
        }
    }

    private void usage(List<Discrepancy> found) {
        Resources held = held();
        if (!held.equals(provider.usages())) {
            found.add(finding(
                    FindingKind.HOST_USAGE,
                    provider.id(),
                    gap(provider.usages(), held),
                    "[" + provider.usages().pack() + "] on " + provider.name(),
                    "[" + held.pack() + "], the sum of " + allocations.size() + " allocations",
                    true));
        }
    }

    private static String gap(Resources counted, Resources held) {
        var resources = new TreeSet<>(counted.amounts().keySet());
        resources.addAll(held.amounts().keySet());
        var gap = new TreeMap<String, Long>();
        resources.forEach(each -> gap.put(each, counted.of(each) - held.of(each)));
        return gap.toString();
    }

    private void wishes(List<Discrepancy> found) {
        for (Wish wish : wishes) {
            ServerBrief server = servers.get(wish.serverId());
            boolean gone = server == null || server.deleted();
            boolean elsewhere = server != null && !server.deleted() && !server.busy() && !server.on(provider.id());
            // That nothing be there is wished for until the host has said so: as long as it is away, all is well.
            boolean waits = wish.power() == WantedPower.ABSENT && (!up || elsewhere);
            if ((gone || elsewhere) && !waits) {
                found.add(finding(
                        FindingKind.WISH_LEFT_BEHIND,
                        wish.serverId() + "/" + provider.id(),
                        wish.power() + " at " + wish.generation(),
                        wish.power() + " wished of " + provider.name() + " for " + words(server),
                        "ABSENT, until the host has said so",
                        gone));
            }
        }
    }

    private void servers(List<Discrepancy> found) {
        Set<String> holding = new HashSet<>();
        allocations.forEach(each -> holding.add(each.consumer()));
        Set<String> wished = new HashSet<>();
        wishes.forEach(each -> wished.add(each.serverId()));
        for (ServerBrief server : servers.values()) {
            if (!server.on(provider.id()) || server.busy()) {
                continue;
            }
            if (server.broken() && !server.launched()) {
                found.add(finding(
                        FindingKind.BUILD_LEFT_BEHIND,
                        server.id(),
                        "",
                        "holds " + provider.name() + ", and was never built",
                        "no host",
                        true));
                continue;
            }
            if (!holding.contains(server.id())) {
                found.add(finding(
                        FindingKind.ALLOCATION_MISSING,
                        server.id(),
                        "",
                        "no allocation on " + provider.name(),
                        server.demand().pack(),
                        false));
            }
            if (!wished.contains(server.id())) {
                found.add(finding(
                        FindingKind.WISH_MISSING, server.id(), "", "no wish of " + provider.name(), "one", false));
            }
        }
    }

    private Discrepancy finding(FindingKind kind, String id, String gap, String was, String due, boolean mendable) {
        return new Discrepancy(kind, provider.id(), id, gap, was, due, mendable);
    }

    private static String words(@Nullable ServerBrief server) {
        if (server == null) {
            return "a server that is not known";
        }
        if (server.deleted()) {
            return "a deleted server";
        }
        return server.hostId().map(host -> "a server on " + host).orElse("a server without a host");
    }
}
