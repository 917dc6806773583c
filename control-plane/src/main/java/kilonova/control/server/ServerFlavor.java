package kilonova.control.server;

import java.util.Map;

/** The flavor as it was when the server was made. Memory and swap in MiB, disks in GiB. */
public record ServerFlavor(
        String id,
        String name,
        int vcpus,
        int memoryMb,
        int diskGb,
        int ephemeralGb,
        int swapMb,
        Map<String, String> extraSpecs) {

    public ServerFlavor {
        extraSpecs = Map.copyOf(extraSpecs);
    }
}
