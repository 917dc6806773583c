package kilonova.gateway.compute;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import kilonova.gateway.compute.EndpointTable.Found;
import kilonova.gateway.compute.EndpointTable.Row;
import kilonova.gateway.compute.watch.WatchStreams;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Face;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.HttpFaultException;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.schema.SchemaLibrary;

/** Nova's compute API. */
public final class ComputeFace implements Face {
    private static final String SCHEMAS = "/kilonova/gateway/compute/schemas";

    private final EndpointTable table;
    private final RequestChecks checks;
    private final String identityUrl;

    /**
     * {@code random} makes passwords: it must not be guessable. {@code identityUrl} is where callers without a token are
     * sent.
     */
    public ComputeFace(RandomGenerator random, String identityUrl) {
        this.table = EndpointTable.load(ComputeHandlers.all(random).served());
        this.checks = new RequestChecks(new SchemaLibrary(SCHEMAS));
        this.identityUrl = identityUrl;
    }

    @Override
    public String name() {
        return "compute";
    }

    @Override
    public ProblemWords words() {
        return NovaWords.WORDS;
    }

    @Override
    public Answer handle(Exchange exchange) {
        return switch (RequestPath.of(exchange.path())) {
            case RequestPath.Root _ -> VersionDocuments.all(exchange.origin());
            case RequestPath.Unversioned(var path) -> beside(exchange, path);
            case RequestPath.Version(boolean legacy) ->
                VersionDocuments.one(legacy ? "v2.0" : "v2.1", exchange.origin())
                        .orElseThrow();
            case RequestPath.Versioned path -> call(exchange, path);
        };
    }

    /** Nova knows no path without a version but its own documents; what is ours lies there. */
    private static Answer beside(Exchange exchange, String path) {
        if (!path.startsWith(WatchStreams.PATH)) {
            return VersionDocuments.choices(exchange.origin(), path);
        }
        RequestChecks.carriesToken(exchange);
        return WatchStreams.answer(exchange)
                .orElseThrow(() -> NovaFault.notFound().raise());
    }

    private Answer call(Exchange exchange, RequestPath.Versioned path) {
        RequestChecks.carriesToken(exchange);
        var version = path.legacy() ? Microversion.LEGACY : VersionNegotiation.of(exchange);
        return switch (table.find(exchange.method(), path.rest())) {
            case Found.Nothing _ -> throw NovaFault.notFound().raise();
            case Found.One(Row row, var variables) ->
                serve(exchange, row, version, path.project(), checks.body(exchange), variables);
            case Found.Actions actions -> {
                JsonNode body = checks.body(exchange);
                yield serve(exchange, checks.action(actions, body), version, path.project(), body, actions.variables());
            }
        };
    }

    private Answer serve(
            Exchange exchange,
            Row row,
            Microversion version,
            Optional<String> project,
            JsonNode body,
            Map<String, String> variables) {
        Endpoint endpoint = row.endpoint();
        checks.available(endpoint, version);
        var served = row.served().orElseThrow(() -> HttpFault.of(501, endpoint.title() + " is not implemented.")
                .raise());
        checks.queryKeepsSchema(endpoint, version, exchange);
        checks.bodyKeepsSchema(endpoint, version, body);
        return served.handler().handle(new ComputeRequest(exchange.with(variables), endpoint, version, project, body));
    }

    @Override
    public Answer fault(Exchange exchange, HttpFault fault) {
        return NovaFault.answer(fault, identityUrl);
    }

    @Override
    public Answer finish(Exchange exchange, Answer answer) {
        return versioned(exchange)
                .map(version -> answer.with(VersionNegotiation.HEADER, "compute " + version)
                        .with(VersionNegotiation.OLD_HEADER, version.toString())
                        .with("vary", "OpenStack-API-Version, X-OpenStack-Nova-API-Version"))
                .orElse(answer)
                .with("x-compute-request-id", exchange.trace().id());
    }

    /** The version that an answer names: none for documents, for the legacy API and where none was agreed on. */
    private static Optional<Microversion> versioned(Exchange exchange) {
        if (!(RequestPath.of(exchange.path()) instanceof RequestPath.Versioned path) || path.legacy()) {
            return Optional.empty();
        }
        try {
            return Optional.of(VersionNegotiation.of(exchange));
        } catch (HttpFaultException refused) {
            return Optional.empty();
        }
    }

    /** Every endpoint, for those who document them. */
    EndpointTable table() {
        return table;
    }
}
