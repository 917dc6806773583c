package kilonova.control.usage;

import java.util.List;
import java.util.Optional;
import kilonova.control.identity.Principal;
import kilonova.control.identity.ProjectId;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.server.ServerRun;
import kilonova.control.server.ServerRuns;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** Usages of servers: one public method per use case. */
public final class Usages {
    private static final String RULE = "os_compute_api:os-simple-tenant-usage:";

    private final Env env;
    private final Database database;
    private final Policy policy;
    private final ServerRuns runs = new ServerRuns();

    public Usages(Env env, Database database, Policy policy) {
        this.env = env;
        this.database = database;
        this.policy = policy;
    }

    /**
     * @param project whose; empty for every project's
     * @param after the last server of the page before
     */
    UsagePage page(
            Principal who,
            Optional<ProjectId> project,
            Optional<Long> start,
            Optional<Long> end,
            Optional<String> after,
            int size) {
        project.ifPresentOrElse(
                each -> policy.require(who, RULE + "show", Target.of(each)),
                () -> policy.require(who, RULE + "list", Target.own(who)));
        long now = env.nowMicros();
        Span span = Span.of(start, end, now);
        List<ServerRun> found = database.read(tx ->
                runs.within(tx, project, span.from(), span.until(), after.map(each -> place(tx, each)), size + 1));
        return new UsagePage(
                span,
                found.stream()
                        .limit(size)
                        .map(run -> ServerUsage.of(run, span, now))
                        .toList(),
                found.size() > size);
    }

    private ServerRuns.Place place(Tx tx, String id) {
        return runs.place(tx, id).orElseThrow(() -> new Problem.Invalid("after_server_id", "no such server").raise());
    }
}
