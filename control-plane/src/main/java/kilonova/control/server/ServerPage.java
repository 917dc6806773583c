package kilonova.control.server;

import java.util.List;

/** @param more whether others come after these */
record ServerPage(List<Server> servers, boolean more) {

    /** @param found up to one more than fit */
    static ServerPage of(List<Server> found, int limit) {
        boolean more = found.size() > limit;
        return new ServerPage(more ? found.subList(0, limit) : found, more);
    }
}
