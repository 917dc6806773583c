package kilonova.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kilonova.distribution.demo.Demo;
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
            defaultValue = "0",
            description = "Added to every port (default: ${DEFAULT-VALUE}).")
    private int portOffset;

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
            String server = demo.run(this::cloud, libvirt, script(), root.resolve("demo"));
            next(root, server);
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
        Announcement.lines(root, run).forEach(line -> System.out.println("   " + line));
        Accounts accounts = Accounts.read(root);
        return new Demo.Target(
                run.endpoint(Service.IDENTITY),
                run.endpoint(Service.COMPUTE),
                run.endpoint(Service.IMAGE),
                user(accounts.admin()),
                user(accounts.member()),
                run.fake());
    }

    private RunRecord up(boolean libvirt) throws IOException, InterruptedException {
        var given = new CloudSettings.Given(
                Optional.of(dataDir.path()),
                libvirt ? hypervisor : HypervisorChoice.FAKE,
                1,
                Optional.empty(),
                "127.0.0.1",
                portOffset);
        CloudSettings settings = CloudSettings.of(given, Main.environment());
        return new Detached(settings.dataDir()).start(settings, Optional.empty(), portOffset);
    }

    private static Demo.User user(Account account) {
        return new Demo.User(account.user(), account.password(), account.project(), Account.DOMAIN);
    }

    private static Path script() {
        return Path.of(
                System.getProperty("kilonova.home", "."), "distribution/src/main/guest-image/build-guest-image.sh");
    }

    private static void next(Path root, String server) {
        System.out.printf("""

                == What to type next
                   export OS_CLIENT_CONFIG_FILE=%s OS_CLOUD=%s
                   openstack server list
                   openstack console log show %s
                   openstack server create --image tiny-guest --flavor demo.tiny --wait another
                   ./kilonova status --data-dir %s
                   ./kilonova down --data-dir %s            # guests keep running; --purge removes everything
                """, new ClientFiles(root).cloudsYaml(), ClientFiles.MEMBER_CLOUD, server, root, root);
    }
}
