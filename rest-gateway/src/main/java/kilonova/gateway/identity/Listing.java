package kilonova.gateway.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.QueryParams;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import kilonova.gateway.http.Answer;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;
import kilonova.gateway.http.Json;

/** What lists have in common: all pages of the control plane in one answer, and the links around them. */
final class Listing {
    private Listing() {}

    /** One page of the control plane: what is on it, and the token of the next. */
    record Page<T>(List<T> items, String next) {}

    /**
     * @param name the key of the list
     * @param page fetches the page of a token
     * @param view fills in one item
     */
    static <T> Answer answer(
            Exchange exchange, String name, Function<String, Page<T>> page, BiConsumer<ObjectNode, T> view) {
        ObjectNode body = Json.object();
        var list = body.putArray(name);
        String token = "";
        do {
            Page<T> found = page.apply(token);
            found.items().forEach(item -> view.accept(list.addObject(), item));
            token = found.next();
        } while (!token.isEmpty());
        body.putObject("links")
                .putNull("next")
                .put("self", exchange.origin() + exchange.path())
                .putNull("previous");
        return Answer.json(200, body);
    }

    /** The filter of this name; empty text when it is not given. */
    static String filter(Exchange exchange, String name) {
        return Optional.ofNullable(exchange.query().get(name)).orElse("");
    }

    static Optional<Boolean> enabled(Exchange exchange) {
        return switch (filter(exchange, "enabled").toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default ->
                throw HttpFault.of(400, "Invalid input for field 'enabled': expected true or false.")
                        .raise();
        };
    }

    /** A flag is set by its name alone, unless its value says otherwise. */
    static boolean flag(Exchange exchange, String name) {
        QueryParams query = exchange.query();
        return query.contains(name)
                && !List.of("0", "false", "False")
                        .contains(Optional.ofNullable(query.get(name)).orElse(""));
    }
}
