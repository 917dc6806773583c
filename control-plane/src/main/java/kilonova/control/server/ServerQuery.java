package kilonova.control.server;

import java.util.Optional;
import kilonova.compute.v1.ListServersRequest;
import kilonova.compute.v1.ServerFilter;
import kilonova.control.edge.Paging;
import kilonova.control.identity.ProjectId;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Which servers to list, in which order, from where on. */
record ServerQuery(Condition condition, ServerOrdering ordering, int limit) {

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
        Condition where = ServerFilters.condition(filter, scope);
        return new ServerQuery(
                where.and(after.map(ordering::after).orElse(DSL.noCondition())),
                ordering,
                Paging.size(request.getPageSize()));
    }
}
