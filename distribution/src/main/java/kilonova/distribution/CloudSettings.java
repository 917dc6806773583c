package kilonova.distribution;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be said of a cloud before it starts.
 *
 * @param dataDir where everything of the cloud lies
 * @param fakeHosts how many hosts a fake hypervisor plays
 * @param database a JDBC address; empty means SQLite in the data directory
 * @param listen the address that every service listens on, a loopback one
 */
record CloudSettings(
        Path dataDir,
        HypervisorChoice hypervisor,
        int fakeHosts,
        Optional<DatabaseAddress> database,
        InetAddress listen,
        Ports ports) {
    static final int MOST_FAKE_HOSTS = 10_000;

    /** What the user typed, not yet checked. */
    record Given(
            Optional<Path> dataDir,
            HypervisorChoice hypervisor,
            int fakeHosts,
            Optional<String> database,
            String listen,
            int portOffset) {}

    /** Checks everything. Throws {@link CommandFailure} with all that is wrong, one line each. */
    static CloudSettings of(Given given, Map<String, String> environment) {
        var wrong = new ArrayList<String>();
        if (given.fakeHosts() < 1 || given.fakeHosts() > MOST_FAKE_HOSTS) {
            wrong.add("--fake-hosts " + given.fakeHosts() + ": out of range (expected: 1.." + MOST_FAKE_HOSTS + ")");
        }
        if (given.portOffset() < 0 || given.portOffset() > Ports.LARGEST_OFFSET) {
            wrong.add("--port-offset " + given.portOffset() + ": out of range (expected: 0.." + Ports.LARGEST_OFFSET
                    + ")");
        }
        Optional<DatabaseAddress> database = Optional.empty();
        try {
            database = given.database().map(DatabaseAddress::parse);
        } catch (IllegalArgumentException unreadable) {
            wrong.add("--database: " + unreadable.getMessage());
        }
        InetAddress listen = listen(given.listen(), wrong);
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        return new CloudSettings(
                given.dataDir()
                        .orElseGet(() -> DataDirectory.usual(environment))
                        .toAbsolutePath()
                        .normalize(),
                given.hypervisor(),
                given.fakeHosts(),
                database,
                listen,
                Ports.usualPlus(given.portOffset()));
    }

    private static InetAddress listen(String text, List<String> wrong) {
        try {
            InetAddress address = InetAddress.getByName(text);
            if (!address.isLoopbackAddress()) {
                wrong.add(
                        "--listen " + text + ": refused. Other machines could read every password and token: an address"
                                + " that is not a loopback one needs a certificate, and this version cannot be given one."
                                + " Use 127.0.0.1 and reach it through an SSH tunnel.");
            }
            return address;
        } catch (UnknownHostException unknown) {
            wrong.add("--listen " + text + ": no such address");
            return InetAddress.getLoopbackAddress();
        }
    }
}
