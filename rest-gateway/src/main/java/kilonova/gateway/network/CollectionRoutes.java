package kilonova.gateway.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.QueryParams;
import java.util.List;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.Json;
import kilonova.gateway.http.Routes;

/** The verbs that all collections have: list, show, create one or many, update, delete. */
final class CollectionRoutes<M> {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Collection<M> collection;
    private final String listKey;

    private CollectionRoutes(Collection<M> collection) {
        this.collection = collection;
        this.listKey = collection.plural().replace('-', '_');
    }

    static <M> void on(Routes routes, Collection<M> collection) {
        var verbs = new CollectionRoutes<>(collection);
        String path = "/v2.0/" + collection.plural();
        routes.get(path, verbs::list)
                .post(path, verbs::create)
                .get(path + "/{id}", verbs::show)
                .put(path + "/{id}", verbs::update)
                .delete(path + "/{id}", verbs::delete);
    }

    /** Streamed, page by page; what the first page fails with is a clean fault. */
    private Answer list(Exchange exchange) {
        var query = new ListQuery(exchange.query(), collection.queryable());
        var first = collection.list(exchange, query.listing());
        return Answer.json(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart(listKey);
            var page = first;
            String last = "";
            int left = query.limit();
            while (true) {
                for (M message : page.messages()) {
                    ObjectNode view = collection.view(message);
                    last = view.path("id").asText();
                    out.writeTree(query.only(view));
                }
                left -= page.messages().size();
                if (!page.more() || page.messages().isEmpty() || left <= 0) {
                    break;
                }
                page = collection.list(exchange, query.after(page.next(), left));
            }
            out.writeEndArray();
            if (page.more() && query.limited()) {
                out.writeArrayFieldStart(listKey + "_links");
                out.writeTree(Json.object().put("rel", "next").put("href", next(exchange, last)));
                out.writeEndArray();
            }
            out.writeEndObject();
        });
    }

    private String next(Exchange exchange, String marker) {
        var query = QueryParams.builder().add(exchange.query());
        query.remove("marker");
        query.add("marker", marker);
        return exchange.origin() + exchange.path() + "?" + query.build().toQueryString();
    }

    private Answer show(Exchange exchange) {
        ObjectNode view = collection.view(collection.get(exchange, exchange.variable("id")));
        ObjectNode body = Json.object();
        body.set(collection.singular(), new ListQuery(exchange.query(), collection.queryable()).only(view));
        return Answer.json(200, body);
    }

    private Answer create(Exchange exchange) {
        JsonNode body = json(exchange);
        ObjectNode answer = Json.object();
        if (body.get(listKey) instanceof JsonNode many) {
            if (!many.isArray() || many.isEmpty()) {
                throw NetworkWords.bad("Resource '" + listKey + "' is not a list with members.");
            }
            List<M> said = many.valueStream().map(this::created).toList();
            var list = answer.putArray(listKey);
            collection.createAll(exchange, said).forEach(made -> list.add(collection.view(made)));
        } else {
            answer.set(collection.singular(), collection.view(collection.create(exchange, created(resource(body)))));
        }
        return Answer.json(201, answer);
    }

    private Answer update(Exchange exchange) {
        var said = new Attributes(object(resource(json(exchange))));
        ObjectNode answer = Json.object();
        answer.set(collection.singular(), collection.view(collection.update(exchange, exchange.variable("id"), said)));
        return Answer.json(200, answer);
    }

    private Answer delete(Exchange exchange) {
        collection.delete(exchange, exchange.variable("id"));
        return Answer.empty(204);
    }

    private M created(JsonNode object) {
        var said = new Attributes(object(object));
        M message = collection.created(said);
        said.done();
        return message;
    }

    private JsonNode resource(JsonNode body) {
        if (body.get(collection.singular()) instanceof JsonNode resource) {
            return resource;
        }
        throw NetworkWords.bad("Unable to find '" + collection.singular() + "' in request body");
    }

    private static JsonNode object(JsonNode resource) {
        if (!resource.isObject()) {
            throw NetworkWords.bad("Invalid input: the resource is not a dictionary.");
        }
        return resource;
    }

    private static JsonNode json(Exchange exchange) {
        return Json.parse(exchange.body(MAX_BYTES))
                .filter(JsonNode::isObject)
                .orElseThrow(() -> NetworkWords.bad("Cannot understand JSON: malformed JSON in request body."));
    }
}
