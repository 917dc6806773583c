package kilonova.control.server;

import java.util.List;
import java.util.Optional;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ServerFilter;
import kilonova.control.edge.Paging;
import kilonova.control.identity.ProjectId;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * Which servers to list, in which order, from where on.
 *
 * @param searched names of the fields that hold regular expressions
 */
record ServerQuery(Condition condition, List<String> searched, ServerOrdering ordering, int limit) {

    /**
     * @param filter what the caller asked for and may ask for
     * @param scope the project that the caller may see, empty for all
     * @param after the place where the page before ended
     */
    static ServerQuery of(
            ListServersRequest request,
            ServerFilter filter,
            Optional<ProjectId> scope,
            ServerOrdering ordering,
            Optional<String> after) {
        ServerFilters.Narrowed narrowed = ServerFilters.narrowed(filter, scope);
        return new ServerQuery(
                narrowed.condition().and(after.map(ordering::after).orElse(DSL.noCondition())),
                narrowed.searched(),
                ordering,
                Paging.size(request.getPageSize()));
    }
}
