package kilonova.gateway.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import kilonova.gateway.http.Exchange;
import kilonova.network.v1.Listing;

/**
 * One kind of resource: how its attributes are spelled, and the calls behind it.
 *
 * @param <M> its message
 */
interface Collection<M> {

    /** The key of one resource in bodies. */
    String singular();

    /** The last part of the path, and with underscores the key of lists in bodies. */
    String plural();

    /** Attribute in queries → attribute of the service, for filters and sorting. */
    Map<String, String> queryable();

    ObjectNode view(M message);

    /** The message of a creation. */
    M created(Attributes said);

    Page<M> list(Exchange exchange, Listing listing);

    M get(Exchange exchange, String id);

    M create(Exchange exchange, M said);

    List<M> createAll(Exchange exchange, List<M> said);

    /** Lays the attributes over the resource. */
    M update(Exchange exchange, String id, Attributes said);

    void delete(Exchange exchange, String id);

    /**
     * Some resources.
     *
     * @param next where more begin, empty when there are none
     */
    record Page<M>(List<M> messages, String next) {
        boolean more() {
            return !next.isEmpty();
        }
    }
}
