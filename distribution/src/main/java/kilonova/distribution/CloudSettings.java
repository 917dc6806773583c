package kilonova.distribution;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static final String LOOPBACK = "127.0.0.1";

    /** Checks everything. Throws {@link CommandFailure} with all that is wrong, one line each. */
    static CloudSettings of(Path dataDir, StartChoices choices) {
        int fakeHosts = choices.fakeHosts().orElse(1);
        int portOffset = choices.portOffset().orElse(0);
        var wrong = new ArrayList<String>();
        if (fakeHosts < 1 || fakeHosts > MOST_FAKE_HOSTS) {
            wrong.add("--fake-hosts " + fakeHosts + ": out of range (expected: 1.." + MOST_FAKE_HOSTS + ")");
        }
        if (portOffset < 0 || portOffset > Ports.LARGEST_OFFSET) {
            wrong.add("--port-offset " + portOffset + ": out of range (expected: 0.." + Ports.LARGEST_OFFSET + ")");
        }
        Optional<DatabaseAddress> database = Optional.empty();
        try {
            database = choices.database().map(DatabaseAddress::parse);
        } catch (IllegalArgumentException unreadable) {
            wrong.add("--database: " + unreadable.getMessage());
        }
        InetAddress listen = listen(choices.listen().orElse(LOOPBACK), wrong);
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        return new CloudSettings(
                dataDir,
                choices.hypervisor().orElse(HypervisorChoice.AUTO),
                fakeHosts,
                database,
                listen,
                Ports.usualPlus(portOffset));
    }

    /** The same cloud on other ports. */
    CloudSettings on(Ports others) {
        return new CloudSettings(dataDir, hypervisor, fakeHosts, database, listen, others);
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
