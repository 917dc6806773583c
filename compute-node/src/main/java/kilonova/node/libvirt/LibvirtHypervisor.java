package kilonova.node.libvirt;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.hypervisor.Guest;
import kilonova.node.hypervisor.GuestTrouble;
import kilonova.node.hypervisor.HostAction;
import kilonova.node.hypervisor.Hypervisor;
import kilonova.node.v1.GuestPower;
import kilonova.node.v1.GuestProgress;
import kilonova.node.v1.HypervisorReport;
import org.libvirt.Domain;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Runs guests on QEMU. What libvirt and the guest's directory say is all there is: nothing is remembered here. */
public final class LibvirtHypervisor implements Hypervisor {
    private static final int METADATA_ELEMENT = 2;
    /** Also what was saved of the guest's memory, and its snapshots' descriptions. */
    private static final int UNDEFINE_WITH_LEFTOVERS = 1 | 2;

    private final LibvirtSettings settings;
    private final LibvirtLink link;
    private final GuestStore store;
    private volatile Consumer<String> listener = serverId -> {};
    private volatile Runnable hostListener = () -> {};

    private LibvirtHypervisor(LibvirtSettings settings, ImageSource images) {
        this.settings = settings;
        this.link = new LibvirtLink(settings.uri());
        this.store = new GuestStore(settings.directory(), images);
        link.listen(serverId -> listener.accept(serverId), () -> hostListener.run(), this::stirAll);
    }

    /** Connects when it is first needed, and again whenever the connection was lost. */
    public static LibvirtHypervisor open(LibvirtSettings settings, ImageSource images) {
        return new LibvirtHypervisor(settings, images);
    }

    @Override
    public String name() {
        return settings.hostName();
    }

    @Override
    public HypervisorReport report() {
        return link.call(connect -> {
            try {
                return HostFacts.report(
                        settings,
                        connect.getType().toUpperCase(Locale.ROOT),
                        connect.getVersion(),
                        connect.nodeInfo().cpus,
                        connect.getCapabilities());
            } catch (IOException broken) {
                throw onDisk(broken);
            }
        });
    }

    @Override
    public List<Guest> guests() {
        Map<String, Guest> seen = new LinkedHashMap<>(link.call(connect -> {
            var found = new LinkedHashMap<String, Guest>();
            Domain[] domains = connect.listAllDomains(0);
            try {
                for (var domain : domains) {
                    try {
                        look(domain).ifPresent(guest -> found.put(guest.serverId(), guest));
                    } catch (LibvirtException failure) {
                        if (failure.getError().getCode() != ErrorNumber.VIR_ERR_NO_DOMAIN) {
                            throw failure;
                        }
                    }
                }
            } finally {
                free(domains);
            }
            return found;
        }));
        try {
            for (var serverId : store.serverIds()) {
                if (!seen.containsKey(serverId)) {
                    seen.put(serverId, filesOnly(serverId));
                }
            }
        } catch (IOException broken) {
            throw onDisk(broken);
        }
        return List.copyOf(seen.values());
    }

    @Override
    public Guest observe(String serverId) {
        return link.onDomain(serverId, this::look)
                .flatMap(marked -> marked)
                .orElseGet(() -> store.files(serverId).exist() ? filesOnly(serverId) : Guest.absent(serverId));
    }

    @Override
    public void carryOut(HostAction action, Consumer<GuestProgress> progress) {
        var serverId = action.serverId();
        try {
            switch (action) {
                case HostAction.MakeDisks make -> store.make(serverId, make.spec(), make.epoch(), progress);
                case HostAction.Define define -> define(define);
                case HostAction.Start _ -> {
                    progress.accept(GuestProgress.GUEST_PROGRESS_STARTING);
                    onOurs(serverId, domain -> domain.isActive() == 1 ? 0 : domain.create());
                }
                case HostAction.Resume _ ->
                    onOurs(serverId, domain -> {
                        if (domain.getInfo().state == DomainState.VIR_DOMAIN_PAUSED) {
                            domain.resume();
                        }
                        return true;
                    });
                case HostAction.AskShutDown _ ->
                    onOurs(serverId, domain -> {
                        if (domain.isActive() == 1) {
                            domain.shutdown();
                        }
                        return true;
                    });
                case HostAction.Destroy _ -> destroy(serverId);
                case HostAction.Remove _ -> remove(serverId);
            }
        } catch (IOException broken) {
            throw onDisk(broken);
        }
    }

    @Override
    public String consoleOutput(String serverId, int lines) {
        var files = store.files(serverId);
        if (!files.exist()) {
            throw refused(serverId, "there is no such guest");
        }
        try {
            return ConsoleLog.tail(files.console(), lines);
        } catch (IOException broken) {
            throw onDisk(broken);
        }
    }

    @Override
    public void listen(Consumer<String> newListener) {
        listener = newListener;
    }

    @Override
    public void onHostChange(Runnable newListener) {
        hostListener = newListener;
    }

    @Override
    public void close() {
        link.close();
    }

    private void define(HostAction.Define define) throws IOException {
        var files = store.files(define.serverId());
        if (!files.exist()) {
            throw refused(define.serverId(), "the guest has no disks");
        }
        var mark = new GuestMark(define.serverId(), define.generation(), define.epoch());
        var xml = new DomainXml(settings.virt(), define.spec(), files, mark, store.direct()).text();
        link.call(connect -> connect.domainDefineXML(xml).free());
    }

    private void destroy(String serverId) {
        link.onDomain(serverId, domain -> {
            if (ours(domain).isPresent() && domain.isActive() == 1) {
                try {
                    domain.destroy();
                } catch (LibvirtException failure) {
                    if (failure.getError().getCode() != ErrorNumber.VIR_ERR_OPERATION_INVALID) {
                        throw failure;
                    }
                }
            }
            return true;
        });
    }

    private void remove(String serverId) throws IOException {
        boolean running = link.onDomain(serverId, domain -> {
                    if (ours(domain).isEmpty()) {
                        return false;
                    }
                    if (domain.isActive() == 1) {
                        return true;
                    }
                    domain.undefine(UNDEFINE_WITH_LEFTOVERS);
                    return false;
                })
                .orElse(false);
        if (running) {
            throw refused(serverId, "the guest is running");
        }
        store.remove(serverId);
    }

    private <T> void onOurs(String serverId, LibvirtLink.DomainWork<T> work) {
        if (link.onDomain(serverId, work).isEmpty()) {
            throw refused(serverId, "the guest is not defined");
        }
    }

    private static void free(Domain[] domains) throws LibvirtException {
        Optional<LibvirtException> failure = Optional.empty();
        for (var domain : domains) {
            try {
                domain.free();
            } catch (LibvirtException stays) {
                failure = Optional.of(stays);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private Optional<Guest> look(Domain domain) throws LibvirtException {
        var mark = ours(domain);
        if (mark.isEmpty()) {
            return Optional.empty();
        }
        var serverId = mark.get().serverId();
        var power = power(domain.getInfo().state);
        boolean live = power == GuestPower.GUEST_POWER_RUNNING || power == GuestPower.GUEST_POWER_PAUSED;
        return Optional.of(new Guest(
                serverId,
                store.files(serverId).exist(),
                true,
                power,
                live ? domain.getID() : 0,
                mark.get().generation(),
                mark.get().epoch()));
    }

    private static Optional<GuestMark> ours(Domain domain) throws LibvirtException {
        try {
            return GuestMark.read(domain.getMetadata(METADATA_ELEMENT, GuestMark.NAMESPACE, 0));
        } catch (LibvirtException failure) {
            if (failure.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static GuestPower power(DomainState state) {
        return switch (state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_SHUTDOWN -> GuestPower.GUEST_POWER_RUNNING;
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> GuestPower.GUEST_POWER_PAUSED;
            case VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_NOSTATE -> GuestPower.GUEST_POWER_SHUT_OFF;
            case VIR_DOMAIN_CRASHED -> GuestPower.GUEST_POWER_CRASHED;
        };
    }

    private Guest filesOnly(String serverId) {
        try {
            return new Guest(serverId, true, false, GuestPower.GUEST_POWER_SHUT_OFF, 0, 0, store.epoch(serverId));
        } catch (IOException broken) {
            throw onDisk(broken);
        }
    }

    private void stirAll() {
        guests().forEach(guest -> listener.accept(guest.serverId()));
    }

    private static GuestTrouble refused(String serverId, String why) {
        return new GuestTrouble(FaultReason.HYPERVISOR_REFUSED, serverId + ": " + why);
    }

    private static GuestTrouble onDisk(IOException broken) {
        var text = String.valueOf(broken.getMessage());
        return text.contains("No space left on device") || text.contains("Disk quota exceeded")
                ? new GuestTrouble(FaultReason.DISK_FULL, "The host's disk is full: " + text, broken)
                : new GuestTrouble(FaultReason.INTERNAL, "The host's disk failed: " + broken, broken);
    }
}
