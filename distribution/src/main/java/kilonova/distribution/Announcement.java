package kilonova.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a ready cloud tells its user. */
final class Announcement {
    private Announcement() {}

    /** Where everything is, and what to type first. */
    static List<String> lines(Path dataDir, RunRecord run) {
        var lines = new ArrayList<>(places(dataDir, run));
        lines.add("");
        lines.add("  export OS_CLIENT_CONFIG_FILE=" + ShellWord.of(new ClientFiles(dataDir).cloudsYaml()) + " OS_CLOUD="
                + ClientFiles.ADMIN_CLOUD);
        lines.add("  openstack server list");
        return List.copyOf(lines);
    }

    /** Where everything is. */
    static List<String> places(Path dataDir, RunRecord run) {
        var files = new ClientFiles(dataDir);
        var lines = new ArrayList<String>();
        lines.add("ready in " + run.readyMillis() + " ms");
        lines.add("");
        run.endpoints().forEach((service, endpoint) -> lines.add(String.format("  %-11s %s", service, endpoint)));
        lines.add("");
        lines.add("  hypervisor  " + run.hypervisor());
        lines.add("  database    " + run.database());
        lines.add("  data        " + dataDir);
        lines.add("  clouds.yaml " + files.cloudsYaml());
        lines.add("  openrc      " + files.adminRc() + " (admin), " + files.memberRc() + " (a plain member)");
        if (run.isSecure()) {
            lines.add("  certificate " + files.certificate());
        }
        Seat.all(dataDir).stream().filter(seat -> !seat.isFirst()).forEach(seat -> seat.running()
                .ifPresent(beside -> {
                    lines.add("");
                    lines.addAll(replica(seat, beside));
                }));
        return List.copyOf(lines);
    }

    /** What one of its replicas tells. */
    static List<String> replica(Seat seat, RunRecord run) {
        var lines = new ArrayList<String>();
        lines.add("  " + seat + "   process " + run.pid() + ", log " + DataDirectory.log(seat.own()));
        run.endpoints().forEach((service, endpoint) -> lines.add(String.format("  %-11s %s", service, endpoint)));
        return List.copyOf(lines);
    }
}
