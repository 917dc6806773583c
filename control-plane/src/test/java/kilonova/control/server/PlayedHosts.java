package kilonova.control.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kilonova.control.host.HostReport;
import kilonova.control.node.Tenure;
import kilonova.control.node.WantedPower;
import kilonova.control.node.Wish;
import kilonova.control.placement.Inventory;
import kilonova.node.v1.ActionResult;
import kilonova.node.v1.GuestFault;
import kilonova.node.v1.GuestObservation;
import kilonova.node.v1.GuestPower;

/** Hosts without a node between: they grant wishes when told to, and keep what they hold when the control plane dies. */
final class PlayedHosts {
    /** Hosts that grant no wish but to have nothing. */
    final Set<String> broken = new HashSet<>();

    /** Hosts that hear no wish. */
    final Set<String> mute = new HashSet<>();

    /** Hosts that can do nothing at all, and say so. */
    final Set<String> stuck = new HashSet<>();

    private final TinyCloud cloud;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Map<String, Kept>> guests = new TreeMap<>();
    private final Set<String> away = new HashSet<>();
    private final Set<String> silent = new HashSet<>();
    /** Wishes that this life of the control plane has heard of already. */
    private final Set<String> told = new HashSet<>();

    /** What a host has of a server: the wish that it grants, and why it cannot grant one. */
    private record Kept(long generation, long epoch, GuestPower power, Set<String> actions, long failed) {
        static final Kept NOTHING = new Kept(0, 0, GuestPower.GUEST_POWER_ABSENT, Set.of(), 0);
    }

    PlayedHosts(TinyCloud cloud, int count) {
        this.cloud = cloud;
        for (int i = 1; i <= count; i++) {
            names.add("host-" + i);
        }
    }

    /** Every host that is not away says what it is, and what it sees. */
    void connect() {
        told.clear();
        names.stream().filter(name -> !away.contains(name)).forEach(name -> {
            cloud.database.write(tx -> {
                cloud.hosts.reported(tx, report(name));
                return true;
            });
            var seen = new ArrayList<GuestObservation>();
            guests.getOrDefault(name, Map.of()).forEach((server, kept) -> {
                if (kept.power() != GuestPower.GUEST_POWER_ABSENT) {
                    seen.add(observation(name, server, kept));
                }
            });
            cloud.guests.snapshot(Tenure.SURE, name, seen);
        });
    }

    /** All is well again with every host. */
    void recover() {
        broken.clear();
        mute.clear();
        stuck.clear();
        away.clear();
        silent.clear();
        connect();
    }

    /** The host counts as down. */
    void down(String name) {
        away.add(name);
        cloud.database.write(tx -> {
            cloud.hosts.gone(tx, name);
            return true;
        });
        cloud.guests.hostDown(name);
    }

    List<Wish> wishesOn(String name) {
        return cloud.database.read(tx -> cloud.wishes.all(tx, name));
    }

    /** Each host grants its wishes. @return whether anything was there to grant */
    boolean answer() {
        boolean moved = false;
        for (String name : names) {
            for (Wish wish : cloud.database.read(tx -> cloud.wishes.all(tx, name))) {
                moved |= !away.contains(name)
                        && !mute.contains(name)
                        && !silent.contains(key(wish))
                        && answer(name, wish);
            }
        }
        return moved;
    }

    private boolean answer(String host, Wish wish) {
        if (told.contains(key(wish))) {
            return false;
        }
        Optional<Trouble.Kind> strikes = cloud.trouble.at(Trouble.Place.HOST);
        if (strikes.equals(Optional.of(Trouble.Kind.HOST_SILENT))) {
            silent.add(key(wish));
            return false;
        }
        if (strikes.equals(Optional.of(Trouble.Kind.HOST_GONE))) {
            down(host);
            return true;
        }
        boolean fails = strikes.equals(Optional.of(Trouble.Kind.HOST_FAILS))
                || stuck.contains(host)
                || broken.contains(host) && wish.power() != WantedPower.ABSENT;
        Map<String, Kept> here = guests.computeIfAbsent(host, name -> new LinkedHashMap<>());
        Kept before = here.getOrDefault(wish.serverId(), Kept.NOTHING);
        Kept now = fails
                ? new Kept(before.generation(), wish.epoch(), before.power(), before.actions(), wish.generation())
                : granted(before, wish);
        here.put(wish.serverId(), now);
        cloud.guests.observed(Tenure.SURE, List.of(observation(host, wish.serverId(), now)));
        told.add(key(wish));
        return true;
    }

    private static Kept granted(Kept before, Wish wish) {
        GuestPower power =
                switch (wish.power()) {
                    case RUNNING -> GuestPower.GUEST_POWER_RUNNING;
                    case SHUT_OFF -> GuestPower.GUEST_POWER_SHUT_OFF;
                    case AS_IT_IS -> before.power();
                    case ABSENT -> GuestPower.GUEST_POWER_ABSENT;
                };
        var actions = new HashSet<>(before.actions());
        wish.actions().forEach(action -> actions.add(action.id()));
        return new Kept(wish.generation(), wish.epoch(), power, actions, 0);
    }

    private static GuestObservation observation(String host, String server, Kept kept) {
        var seen = GuestObservation.newBuilder()
                .setServerId(server)
                .setHostId(host)
                .setEpoch(kept.epoch())
                .setPower(kept.power())
                .setGeneration(kept.generation());
        kept.actions().stream()
                .sorted()
                .forEach(action -> seen.addActions(ActionResult.newBuilder().setId(action)));
        if (kept.failed() > 0) {
            seen.setFailedGeneration(kept.failed())
                    .setFault(GuestFault.newBuilder()
                            .setReason("DiskFull")
                            .setMessage("no space left on " + host)
                            .setRetriable(true));
        }
        return seen.build();
    }

    private static String key(Wish wish) {
        return wish.serverId() + "@" + wish.hostId() + "@" + wish.generation();
    }

    private static HostReport report(String name) {
        return new HostReport(
                name,
                name,
                "node-1",
                "nova",
                name,
                "QEMU",
                7_002_022,
                "127.0.0.1",
                "{}",
                "",
                100,
                Map.of(
                        "VCPU", new Inventory(4, 0, 1, 4, 1, 1.0),
                        "MEMORY_MB", new Inventory(4096, 0, 1, 4096, 1, 1.0),
                        "DISK_GB", new Inventory(100, 0, 1, 100, 1, 1.0)),
                List.of(),
                "");
    }
}
