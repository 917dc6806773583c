package kilonova.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import kilonova.kernel.Listening;

/**
 * Everything that can be said of a cloud before it starts.
 *
 * @param seat which of the cloud's processes it is about, and so where everything lies
 * @param fakeHosts how many hosts a fake hypervisor plays
 * @param database a JDBC address; empty means SQLite in the data directory
 * @param listening where every service listens
 */
record CloudSettings(
        Seat seat,
        HypervisorChoice hypervisor,
        int fakeHosts,
        Optional<DatabaseAddress> database,
        Listening listening,
        Ports ports) {
    static final int MOST_FAKE_HOSTS = 10_000;

    /** Checks everything. Throws {@link CommandFailure} with all that is wrong, one line each. */
    static CloudSettings of(Path dataDir, StartChoices choices) {
        return of(Seat.first(dataDir), choices);
    }

    /** The same for any of its processes; only the first has a compute node in it. */
    static CloudSettings of(Seat seat, StartChoices choices) {
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
        int replicas = Math.max(seat.number(), choices.replicas().orElse(1));
        if (replicas < 1 || replicas > Seat.MOST) {
            wrong.add("--replicas " + replicas + ": out of range (expected: 1.." + Seat.MOST + ")");
        } else if (replicas > 1 && database.map(DatabaseAddress::isSqlite).orElse(true)) {
            wrong.add("--replicas " + replicas
                    + ": several processes cannot share SQLite. Name a database that they can by"
                    + " --database postgresql://USER:PASSWORD@HOST/NAME, or mariadb:// in the same way.");
        }
        Listening listening = ListenChoice.of(choices, Main.clock().instant(), wrong);
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        return new CloudSettings(
                seat,
                seat.isFirst() ? choices.hypervisor().orElse(HypervisorChoice.AUTO) : HypervisorChoice.NONE,
                fakeHosts,
                database,
                listening,
                Ports.usualPlus(seat.portOffset(portOffset)));
    }

    /** The data directory: keys, passwords and images of the cloud lie in it. */
    Path dataDir() {
        return seat.cloud();
    }

    /** The same cloud on other ports. */
    CloudSettings on(Ports others) {
        return new CloudSettings(seat, hypervisor, fakeHosts, database, listening, others);
    }
}
