package kilonova.distribution;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import kilonova.compute.v1.EnrollNodeRequest;
import kilonova.compute.v1.EnrollNodeResponse;
import kilonova.compute.v1.EnrolledHost;
import kilonova.kernel.PemText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a machine join a cloud. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = {
            "Lets a node join the cloud that runs here: writes a bundle with its certificate, its key and the cloud's"
                    + " authority. Take the file to the other machine by a way that others cannot read, and start"
                    + " `kilonova node --bundle FILE` there.",
            "A name that was enrolled before stays the same node, with the hosts it had and those that are new; its bundle"
                    + " of before is refused from then on. That is also how a certificate is renewed."
        })
final class NodeEnrollCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What the node is called: 1 to 63 letters, digits, dots, _ and -.")
    private String name = "";

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "A host that it may speak for, once for each (default: one of the node's name).")
    private List<String> hosts = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The bundle; not there yet.")
    private @Nullable Path out;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "For how long the certificate is good, at most 3650 (default: ${DEFAULT-VALUE}).")
    private int days;

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path file = Objects.requireNonNull(out).toAbsolutePath().normalize();
        if (Files.exists(file)) {
            throw new CommandFailure(file + " is there already; choose another --out, or remove it");
        }
        Path folder = file.resolveSibling(".").normalize();
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(folder + " is no folder");
        }
        Path root = dataDir.path();
        RunRecord run = RunRecord.needed(root);
        List<String> control = Seat.running(root).stream()
                .map(each -> each.endpoint(Service.NODE))
                .toList();
        KeyPair pair = pair();
        EnrollNodeResponse answer;
        try (AdminDesk desk = AdminDesk.of(root, run)) {
            answer = desk.enroll(EnrollNodeRequest.newBuilder()
                    .setName(name)
                    .addAllHosts(hosts)
                    .setPublicKey(PemText.of(pair.getPublic()))
                    .setDays(days)
                    .build());
        }
        new NodeBundle(control, answer.getCertificate(), PemText.of(pair.getPrivate()), answer.getAuthority())
                .write(file);
        tell(file, control, answer);
        return 0;
    }

    private void tell(Path file, List<String> control, EnrollNodeResponse answer) {
        var said = Objects.requireNonNull(spec).commandLine().getOut();
        said.println("node " + name + " may join, for the hosts "
                + String.join(
                        ", ",
                        answer.getEnrollment().getHostsList().stream()
                                .map(EnrolledHost::getName)
                                .toList()));
        said.println();
        said.println("  bundle      " + file + " (secret: it holds the node's key)");
        said.println("  control     " + String.join(", ", control));
        if (control.stream().allMatch(NodeEnrollCommand::isLoopback)) {
            said.println(
                    "              Only this machine reaches it. For others, start the cloud with --listen ADDRESS,"
                            + " --certificate and --key, and enroll the node again.");
        }
        said.println();
        said.println("  kilonova node --bundle " + ShellWord.of(file) + " --detach");
        said.flush();
    }

    private static boolean isLoopback(String endpoint) {
        try {
            return InetAddress.getByName(URI.create("tcp://" + endpoint).getHost())
                    .isLoopbackAddress();
        } catch (UnknownHostException elsewhere) {
            return false;
        }
    }

    private static KeyPair pair() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
