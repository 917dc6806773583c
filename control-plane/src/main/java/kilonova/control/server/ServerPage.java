package kilonova.control.server;

import java.util.List;
import java.util.function.Function;

/** @param next where the page after it begins; empty on the last page */
record ServerPage(List<Server> servers, String next) {

    /**
     * @param found up to one more than fit
     * @param token names the place after a server
     */
    static ServerPage of(List<Server> found, ServerQuery query, Function<Server, String> token) {
        if (found.size() <= query.limit()) {
            return new ServerPage(found, "");
        }
        List<Server> page = found.subList(0, query.limit());
        return new ServerPage(page, token.apply(page.getLast()));
    }
}
