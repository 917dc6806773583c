package kilonova.gateway.compute.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One message of a watch, in the words of REST.
 *
 * @param bookmark everything up to here was told; 0 where it does not say
 */
record Told(List<Event> events, long bookmark, boolean snapshotComplete) {

    /** @param gone whether the resource is there no longer */
    record Event(boolean gone, long revision, ObjectNode resource) {}
}
