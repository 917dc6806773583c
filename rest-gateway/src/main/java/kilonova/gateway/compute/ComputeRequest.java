package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import kilonova.gateway.http.Calls;
import kilonova.gateway.http.Exchange;

/**
 * A request whose body and query keep the schemas of its version.
 *
 * @param project the project in the path, when the caller wrote it there
 * @param body the JSON body; null as JSON says it when there is none
 */
public record ComputeRequest(
        Exchange exchange, Endpoint endpoint, Microversion version, Optional<String> project, JsonNode body) {

    /** The way to the control plane; the token must be for the project in the path. */
    public Calls calls() {
        return project.map(exchange.calls()::within).orElseGet(exchange::calls);
    }

    public Links links() {
        return Links.of(this);
    }

    public String variable(String name) {
        return exchange.variable(name);
    }

    /** Whether the version is 2.{@code minor} or newer. */
    public boolean atLeast(int minor) {
        return version.atLeast(minor);
    }

    /** The status of this endpoint's success in this version. */
    public int success() {
        return endpoint.success(version);
    }

    /** The last value of a query parameter; empty when it is absent. */
    public Optional<String> query(String name) {
        List<String> values = exchange.query().getAll(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    public List<String> queries(String name) {
        return exchange.query().getAll(name);
    }
}
