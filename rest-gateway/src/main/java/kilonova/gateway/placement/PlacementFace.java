package kilonova.gateway.placement;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Face;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.ProblemWords;
import kilonova.gateway.placement.EndpointTable.Handler;
import kilonova.gateway.schema.SchemaLibrary;

/** Placement's API. */
public final class PlacementFace implements Face {
    private static final String SCHEMAS = "/kilonova/gateway/placement/schemas";
    private static final String ROOT = "/";

    private final EndpointTable table = EndpointTable.load(handlers());
    private final RequestChecks checks = new RequestChecks(new SchemaLibrary(SCHEMAS));
    private final Clock clock;

    /** @param clock dates answers that tell of nothing that has a date */
    public PlacementFace(Clock clock) {
        this.clock = clock;
    }

    private static Map<String, Handler> handlers() {
        var handlers = new LinkedHashMap<String, Handler>();
        handlers.put("GET /", RootDocument::answer);
        Providers.serve(handlers);
        Inventories.serve(handlers);
        ProviderTraits.serve(handlers);
        ProviderAggregates.serve(handlers);
        Traits.serve(handlers);
        ResourceClasses.serve(handlers);
        Allocations.serve(handlers);
        Usages.serve(handlers);
        Candidates.serve(handlers);
        return handlers;
    }

    @Override
    public String name() {
        return "placement";
    }

    @Override
    public ProblemWords words() {
        return PlacementWords.WORDS;
    }

    @Override
    public Answer handle(Exchange exchange) {
        boolean root = exchange.path().equals(ROOT);
        if (!root
                && Optional.of(exchange.calls()).flatMap(calls -> calls.token()).isEmpty()) {
            throw HttpFault.of(401, "").raise();
        }
        var version = VersionNegotiation.of(exchange);
        RequestChecks.bodyIsTyped(exchange);
        var found = table.find(exchange.method(), exchange.path());
        Endpoint endpoint = found.row().endpoint();
        if (version.compareTo(endpoint.since()) < 0) {
            throw PlacementFault.missing(endpoint.before()).raise();
        }
        if (!root) {
            RequestChecks.takesJson(exchange, endpoint);
        }
        var body = checks.body(exchange, endpoint, version);
        var query = checks.query(exchange, endpoint, version);
        return found.row()
                .handler()
                .handle(new PlacementRequest(exchange.with(found.variables()), version, body, query, checks, clock));
    }

    @Override
    public Answer fault(Exchange exchange, HttpFault fault) {
        return PlacementFault.answer(exchange, fault);
    }

    /** Names the version in every answer for which one was agreed on. */
    @Override
    public Answer finish(Exchange exchange, Answer answer) {
        var named = answer.status() == 401
                ? answer
                : VersionNegotiation.agreed(exchange)
                        .map(version -> answer.with(VersionNegotiation.HEADER, "placement " + version))
                        .orElse(answer);
        return named.with("vary", VersionNegotiation.HEADER);
    }

    /** Every endpoint, for those who document them. */
    EndpointTable table() {
        return table;
    }
}
