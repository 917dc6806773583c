package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kilonova.distribution.demo.Demo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From an empty machine to a login prompt. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a cloud, boots a server from a small Linux image and shows its console up to the login prompt.",
            "Where libvirt and QEMU are missing, and you are root on Debian or Ubuntu, it says which packages it installs"
                    + " and installs them. Where real guests cannot be had it says so and pretends. The cloud keeps"
                    + " running: `kilonova down` stops it."
        })
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(names = "--no-install", description = "Never installs a package.")
    private boolean noInstall;

    @Option(
            names = "--hypervisor",
            paramLabel = "KIND",
            defaultValue = "AUTO",
            description = "auto, libvirt or fake (default: auto).")
    private HypervisorChoice hypervisor = HypervisorChoice.AUTO;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to every port (default: 0, or what it was the last time).")
    private @Nullable Integer portOffset;

    @Override
    public Integer call() throws Exception {
        Path root = dataDir.path();
        var demo = new Demo(System.out);
        boolean running = RunRecord.running(root).isPresent();
        boolean libvirt = hypervisor != HypervisorChoice.FAKE && (running || demo.ground(!noInstall));
        if (hypervisor == HypervisorChoice.LIBVIRT && !libvirt) {
            throw new CommandFailure("libvirt cannot be had here; --hypervisor fake pretends");
        }
        try {
            Demo.Shown shown = demo.run(this::cloud, libvirt, script(), root.resolve("demo"));
            next(root, shown);
            return 0;
        } catch (IOException failed) {
            throw new CommandFailure(
                    failed.getMessage() + "\n`kilonova logs --data-dir " + root + "` may tell more", failed);
        }
    }

    private Demo.Target cloud(boolean libvirt) throws Exception {
        Path root = dataDir.path();
        Optional<RunRecord> running = RunRecord.running(root);
        RunRecord run = running.isPresent() ? running.get() : up(libvirt);
        Announcement.places(root, run).forEach(line -> System.out.println("   " + line));
        Accounts accounts = Accounts.read(root);
        return new Demo.Target(
                run.endpoint(Service.IDENTITY),
                run.endpoint(Service.COMPUTE),
                run.endpoint(Service.IMAGE),
                new ClientFiles(root).trust(run),
                user(accounts.admin()),
                user(accounts.member()),
                run.fake());
    }

    private RunRecord up(boolean libvirt) throws IOException, InterruptedException {
        Path root = dataDir.path();
        Optional<StartChoices> last = StartChoices.kept(root);
        // A cloud that was made before keeps the hypervisor that its servers are on.
        var kind = libvirt || last.isPresent() ? hypervisor : HypervisorChoice.FAKE;
        var given = StartChoices.of(kind, Optional.ofNullable(portOffset));
        StartChoices choices = last.map(given::after).orElse(given);
        CloudSettings.of(root, choices);
        return new Detached(root).start(choices);
    }

    private static Demo.User user(Account account) {
        return new Demo.User(account.user(), account.password(), account.project(), Account.DOMAIN);
    }

    private static Path script() {
        return Path.of(
                System.getProperty("kilonova.home", "."), "distribution/src/main/guest-image/build-guest-image.sh");
    }

    private static void next(Path root, Demo.Shown shown) {
        String files = ShellWord.of(new ClientFiles(root).cloudsYaml());
        String where = ShellWord.of(root);
        System.out.printf(
                """

                == What to type next
                   export OS_CLIENT_CONFIG_FILE=%s OS_CLOUD=%s
                   openstack server list
                   openstack console log show %s
                   openstack server create --image %s --flavor %s --wait another
                   ./kilonova status --data-dir %s
                   ./kilonova down --data-dir %s            # guests keep running; --purge removes everything
                """, files, ClientFiles.MEMBER_CLOUD, shown.server(), shown.image(), shown.flavor(), where, where);
    }
}
