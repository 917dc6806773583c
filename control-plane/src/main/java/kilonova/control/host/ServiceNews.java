package kilonova.control.host;

import java.util.Optional;
import kilonova.control.store.Change;
import kilonova.control.store.Json;

/**
 * What operators, or its own trouble, made of a host, as the change log carries it: changes of a kind of their own, beside
 * those of the host.
 *
 * @param act {@code create}, {@code update} or {@code delete}
 * @param id of the host
 */
public record ServiceNews(
        String act, String id, String host, String zone, boolean disabled, String disabledReason, boolean forcedDown) {
    /** The change log's word. */
    public static final String KIND = "service";

    /** What a Nova of the release that is served says of its compute services. */
    public static final int VERSION = 70;

    static Change made(Host host) {
        return change("create", host, 1);
    }

    static Change gone(Host host) {
        return change("delete", host, host.generation() + 1);
    }

    /** Empty when nothing changed that Nova tells of. */
    static Optional<Change> between(Host seen, Host next, long generation) {
        boolean same = seen.enabled() == next.enabled()
                && seen.disabledReason().equals(next.disabledReason())
                && seen.forcedDown() == next.forcedDown();
        return same ? Optional.empty() : Optional.of(change("update", next, generation));
    }

    private static Change change(String act, Host host, long generation) {
        var news = new ServiceNews(
                act, host.id(), host.name(), host.zone(), !host.enabled(), host.disabledReason(), host.forcedDown());
        return Change.of(KIND, host.id(), "", generation).with(Json.write(news));
    }

    /** What a change says; empty where it says nothing. */
    public static Optional<ServiceNews> of(Change change) {
        return change.payload().map(text -> Json.read(text, ServiceNews.class));
    }
}
