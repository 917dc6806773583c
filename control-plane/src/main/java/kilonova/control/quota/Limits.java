package kilonova.control.quota;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The limits that somebody set in one project.
 *
 * @param whole of the project
 * @param users of single users, by user id
 */
record Limits(Map<QuotaResource, Long> whole, Map<String, Map<QuotaResource, Long>> users) {
    /** Stands for all projects: its limits hold where a project has none. */
    static final String EVERYWHERE = "*";
    /** Stands for the project as a whole. */
    static final String WHOLE = "";

    /** What holds for a user, or for the project ({@link #WHOLE}): the user's limit, the project's, the common one. */
    long of(QuotaResource resource, String user, Limits everywhere) {
        Long own = users.getOrDefault(user, Map.of()).get(resource);
        if (own != null) {
            return own;
        }
        Long project = whole.get(resource);
        return project != null ? project : everywhere.whole().getOrDefault(resource, resource.usualLimit());
    }

    /** From rows in any order. */
    static Limits of(Iterable<LimitRow> rows) {
        var whole = new EnumMap<QuotaResource, Long>(QuotaResource.class);
        var users = new TreeMap<String, Map<QuotaResource, Long>>();
        for (LimitRow row : rows) {
            if (row.user().equals(WHOLE)) {
                whole.put(row.resource(), row.limit());
            } else {
                users.computeIfAbsent(row.user(), _ -> new EnumMap<>(QuotaResource.class))
                        .put(row.resource(), row.limit());
            }
        }
        return new Limits(whole, users);
    }

    /** One limit, as it is kept. */
    record LimitRow(String user, QuotaResource resource, long limit) {}
}
