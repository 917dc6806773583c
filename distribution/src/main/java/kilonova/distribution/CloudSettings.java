package kilonova.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import kilonova.kernel.Listening;

/**
 * Everything that can be said of a cloud before it starts.
 *
 * @param dataDir where everything of the cloud lies
 * @param fakeHosts how many hosts a fake hypervisor plays
 * @param database a JDBC address; empty means SQLite in the data directory
 * @param listening where every service listens
 */
record CloudSettings(
        Path dataDir,
        HypervisorChoice hypervisor,
        int fakeHosts,
        Optional<DatabaseAddress> database,
        Listening listening,
        Ports ports) {
    static final int MOST_FAKE_HOSTS = 10_000;

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
        Listening listening = ListenChoice.of(choices, Main.clock().instant(), wrong);
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        return new CloudSettings(
                dataDir,
                choices.hypervisor().orElse(HypervisorChoice.AUTO),
                fakeHosts,
                database,
                listening,
                Ports.usualPlus(portOffset));
    }

    /** The same cloud on other ports. */
    CloudSettings on(Ports others) {
        return new CloudSettings(dataDir, hypervisor, fakeHosts, database, listening, others);
    }
}
