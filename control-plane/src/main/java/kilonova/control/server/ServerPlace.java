package kilonova.control.server;

import java.util.Optional;

/**
 * Where a server is.
 *
 * @param epoch which ownership this is: grows with every claim
 * @param wishGeneration of the last wish that was stated for it, on whichever host
 */
record ServerPlace(Optional<String> hostId, Optional<String> hostName, String zone, long epoch, long wishGeneration) {

    ServerPlace claimed(String newHostId, String newHostName, String newZone) {
        return new ServerPlace(Optional.of(newHostId), Optional.of(newHostName), newZone, epoch + 1, wishGeneration);
    }

    ServerPlace left() {
        return new ServerPlace(Optional.empty(), Optional.empty(), zone, epoch, wishGeneration);
    }

    ServerPlace wished() {
        return new ServerPlace(hostId, hostName, zone, epoch, wishGeneration + 1);
    }
}
