package kilonova.lab.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import kilonova.lab.process.Cable;
import kilonova.lab.process.Supervised;

/**
 * One node process with its fake hosts, and the cables that lead it to each replica.
 *
 * @param dataDir where it keeps its guests
 */
record NodeMachine(int number, Path dataDir, Supervised process, List<Cable> cables) implements AutoCloseable {
    static final int HOSTS = 5;

    static String name(int number) {
        return "node-" + number;
    }

    static List<String> hosts(int number) {
        return IntStream.rangeClosed(1, HOSTS)
                .mapToObj(host -> "host-" + number + "-" + host)
                .toList();
    }

    List<String> hosts() {
        return hosts(number);
    }

    @Override
    public void close() throws IOException {
        process.close();
        for (Cable cable : cables) {
            cable.close();
        }
    }
}
