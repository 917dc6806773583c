package kilonova.node.hypervisor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import kilonova.node.journal.Records;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestProgress;
import kilonova.node.v1.HypervisorReport;

/**
 * Runs guests that do nothing. For trying the cloud where nothing can run a guest, for simulations, for load. Guests are
 * kept in {@link Records}, so they outlive the process as real ones do; many hosts share one such store. Has no threads
 * and no clock of its own.
 */
public final class FakeHypervisor implements Hypervisor {
    private static final int VERSION = 1_000;

    private final String name;
    private final FakeSize size;
    private final FakeTemper temper;
    private final Records records;
    private final Map<String, FakeGuest> guests = new LinkedHashMap<>();
    private Consumer<String> listener = serverId -> {};
    private Runnable hostListener = () -> {};
    private Optional<String> away = Optional.empty();

    public FakeHypervisor(String name, FakeSize size, FakeTemper temper, Records records) {
        this(name, size, temper, records, Map.of());
    }

    private FakeHypervisor(
            String name, FakeSize size, FakeTemper temper, Records records, Map<String, FakeGuest> guests) {
        this.name = name;
        this.size = size;
        this.temper = temper;
        this.records = records;
        this.guests.putAll(guests);
    }

    /** So many hosts, numbered from 1 after the prefix, with the guests they had when the records were last closed. */
    public static List<FakeHypervisor> hosts(
            String prefix, int count, FakeSize size, FakeTemper temper, Records records) {
        return hosts(IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList(), size, temper, records);
    }

    /** Hosts of these names, with the guests they had when the records were last closed. */
    public static List<FakeHypervisor> hosts(List<String> names, FakeSize size, FakeTemper temper, Records records) {
        var kept = new LinkedHashMap<String, Map<String, FakeGuest>>();
        records.all().forEach((key, bytes) -> {
            int slash = key.lastIndexOf('/');
            kept.computeIfAbsent(key.substring(0, slash), host -> new LinkedHashMap<>())
                    .put(key.substring(slash + 1), FakeGuest.read(bytes));
        });
        var hosts = new ArrayList<FakeHypervisor>(names.size());
        for (String host : names) {
            hosts.add(new FakeHypervisor(host, size, temper, records, kept.getOrDefault(host, Map.of())));
        }
        return hosts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public HypervisorReport report() {
        answering();
        return HypervisorReport.newBuilder()
                .setName(name)
                .setHypervisorHostname(name)
                .setType("fake")
                .setVersion(VERSION)
                .setHostIp("127.0.0.1")
                .setCpuInfo("{\"arch\":\"x86_64\",\"model\":\"Nehalem\",\"vendor\":\"Intel\",\"features\":[],"
                        + "\"topology\":{\"sockets\":" + size.vcpus() + ",\"cores\":1,\"threads\":1}}")
                .putInventories("VCPU", size.cpu())
                .putInventories("MEMORY_MB", size.memory())
                .putInventories("DISK_GB", size.disk())
                .addTraits("COMPUTE_NODE")
                .addTraits("COMPUTE_IMAGE_TYPE_QCOW2")
                .addTraits("COMPUTE_IMAGE_TYPE_RAW")
                .setZone("nova")
                .setDiskAvailableLeastGb(size.diskGb())
                .build();
    }

    @Override
    public synchronized List<Guest> guests() {
        answering();
        var seen = new ArrayList<Guest>(guests.size());
        guests.forEach((serverId, guest) -> seen.add(guest.seenAs(serverId)));
        return seen;
    }

    @Override
    public synchronized Guest observe(String serverId) {
        answering();
        return find(serverId).map(guest -> guest.seenAs(serverId)).orElse(Guest.absent(serverId));
    }

    @Override
    public void carryOut(HostAction action, Consumer<GuestProgress> progress) {
        answering();
        temper.act(action.getClass().getSimpleName() + " of " + action.serverId());
        if (effect(action)) {
            told(action.serverId());
        }
    }

    @Override
    public synchronized String consoleOutput(String serverId, int lines) {
        var guest = find(serverId).orElseThrow(() -> refused(serverId, "there is no such guest"));
        var text = new ArrayList<String>();
        if (guest.run() > 0) {
            text.add("[    0.000000] Fake guest " + guest.name() + ", start " + guest.run());
            text.add("Nothing runs here: this is the fake hypervisor " + name + ".");
            text.add("");
            text.add(guest.name() + " login: ");
        }
        int from = lines < 0 ? 0 : Math.max(0, text.size() - lines);
        return String.join("\n", text.subList(from, text.size()));
    }

    @Override
    public synchronized void listen(Consumer<String> newListener) {
        listener = newListener;
    }

    @Override
    public synchronized void onHostChange(Runnable newListener) {
        hostListener = newListener;
    }

    @Override
    public void close() {}

    /** The hypervisor does not answer from now on, for this reason; empty: it does again. Guests are as they were. */
    public void away(Optional<String> why) {
        Runnable whom;
        synchronized (this) {
            away = why;
            whom = hostListener;
        }
        whom.run();
    }

    private synchronized void answering() {
        away.ifPresent(why -> {
            throw new GuestTrouble(FaultReason.HYPERVISOR_UNAVAILABLE, why);
        });
    }

    /** The guest stops by itself, as when its user shuts it down from within. */
    public void powerOffFromWithin(String serverId) {
        synchronized (this) {
            find(serverId).ifPresent(guest -> keep(serverId, guest.power(GuestPower.GUEST_POWER_SHUT_OFF)));
        }
        told(serverId);
    }

    /** Whether the guest's state changed by something that takes effect by itself. */
    private synchronized boolean effect(HostAction action) {
        var serverId = action.serverId();
        var known = find(serverId);
        switch (action) {
            case HostAction.MakeDisks make -> {
                if (known.isEmpty()) {
                    keep(serverId, FakeGuest.disks(make.epoch()));
                }
            }
            case HostAction.Define define ->
                keep(
                        serverId,
                        whole(serverId, known).defined(define.spec().getName(), define.generation(), define.epoch()));
            case HostAction.Start _ -> {
                var guest = defined(serverId, known);
                if (!guest.seenAs(serverId).live()) {
                    keep(serverId, guest.running(guest.run() + 1));
                }
            }
            case HostAction.Resume _ -> {
                if (defined(serverId, known).power() == GuestPower.GUEST_POWER_PAUSED) {
                    keep(serverId, known.get().power(GuestPower.GUEST_POWER_RUNNING));
                }
            }
            case HostAction.AskShutDown _ -> {
                if (!temper.stubborn() && defined(serverId, known).power() == GuestPower.GUEST_POWER_RUNNING) {
                    keep(serverId, known.get().power(GuestPower.GUEST_POWER_SHUT_OFF));
                    return true;
                }
            }
            case HostAction.Destroy _ ->
                known.ifPresent(guest -> keep(serverId, guest.power(GuestPower.GUEST_POWER_SHUT_OFF)));
            case HostAction.Remove _ -> {
                if (known.isPresent()) {
                    if (known.get().seenAs(serverId).live()) {
                        throw refused(serverId, "the guest is running");
                    }
                    guests.remove(serverId);
                    records.remove(name + "/" + serverId);
                }
            }
        }
        return false;
    }

    private static FakeGuest whole(String serverId, Optional<FakeGuest> known) {
        return known.orElseThrow(() -> refused(serverId, "the guest has no disks"));
    }

    private static FakeGuest defined(String serverId, Optional<FakeGuest> known) {
        return known.filter(FakeGuest::defined).orElseThrow(() -> refused(serverId, "the guest is not defined"));
    }

    private static GuestTrouble refused(String serverId, String why) {
        return new GuestTrouble(FaultReason.HYPERVISOR_REFUSED, serverId + ": " + why);
    }

    private Optional<FakeGuest> find(String serverId) {
        return Optional.ofNullable(guests.get(serverId));
    }

    private void keep(String serverId, FakeGuest guest) {
        guests.put(serverId, guest);
        records.put(name + "/" + serverId, guest.bytes());
    }

    private void told(String serverId) {
        Consumer<String> whom;
        synchronized (this) {
            whom = listener;
        }
        whom.accept(serverId);
    }
}
