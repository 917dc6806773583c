package kilonova.control.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.identity.ProjectId;
import kilonova.control.quota.QuotaCount;
import kilonova.control.quota.Quotas;
import kilonova.control.quota.Usage;
import kilonova.control.server.ServerBooks;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;

/** Quota: what is counted as used, and the servers that use it. A page is one project, at three statements. */
final class QuotaCheck implements Check {
    private final Database database;
    private final Quotas quotas;
    private final ServerBooks servers = new ServerBooks();

    /** What is counted, and what is used. */
    private record Line(QuotaCount counted, Usage used) {}

    QuotaCheck(Database database, Quotas quotas) {
        this.database = database;
        this.quotas = quotas;
    }

    @Override
    public Page page(String after) {
        return database.read(tx -> {
            List<String> next = quotas.projects(tx, after, 1);
            if (next.isEmpty()) {
                return Page.EMPTY;
            }
            List<Line> lines = lines(tx, next.getFirst());
            return new Page(found(lines), rows(lines), Optional.of(next.getFirst()));
        });
    }

    /** The database reads each server for it. */
    private static int rows(List<Line> lines) {
        return 1
                + (int) lines.stream()
                        .mapToLong(line -> line.used().instances())
                        .sum();
    }

    @Override
    public List<Discrepancy> again(String place) {
        return found(database.read(tx -> lines(tx, place)));
    }

    @Override
    public boolean mend(Tx tx, Discrepancy found) {
        Optional<Line> wrong = lines(tx, found.place()).stream()
                .filter(line -> discrepancy(line).filter(found::sameAs).isPresent())
                .findFirst();
        wrong.ifPresent(line -> quotas.correct(tx, line.counted(), line.used()));
        return wrong.isPresent();
    }

    /** What is counted comes first: whoever makes or deletes a server writes it too, so that a change meanwhile is seen. */
    private List<Line> lines(Tx tx, String project) {
        Map<String, Usage> counted = new LinkedHashMap<>();
        quotas.counts(tx, new ProjectId(project)).forEach(each -> counted.put(each.user(), each.used()));
        Map<String, Usage> used = servers.used(tx, project);
        used.keySet().forEach(user -> counted.putIfAbsent(user, Usage.NONE));
        Usage whole = used.values().stream().reduce(Usage.NONE, Usage::plus);
        var lines = new ArrayList<Line>();
        counted.forEach((user, usage) -> lines.add(new Line(
                new QuotaCount(project, user, usage), user.isEmpty() ? whole : used.getOrDefault(user, Usage.NONE))));
        return lines;
    }

    private static List<Discrepancy> found(List<Line> lines) {
        return lines.stream().flatMap(line -> discrepancy(line).stream()).toList();
    }

    private static Optional<Discrepancy> discrepancy(Line line) {
        QuotaCount counted = line.counted();
        if (counted.used().equals(line.used())) {
            return Optional.empty();
        }
        return Optional.of(new Discrepancy(
                FindingKind.QUOTA_USAGE,
                counted.project(),
                counted.user().isEmpty() ? counted.project() : counted.project() + "/" + counted.user(),
                words(counted.used().minus(line.used())),
                words(counted.used()),
                words(line.used()),
                true));
    }

    private static String words(Usage usage) {
        return usage.instances() + " servers, " + usage.cores() + " cores, " + usage.ramMb() + " MiB";
    }
}
