package kilonova.control.flavor;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import kilonova.control.identity.ProjectId;
import kilonova.control.store.Change;
import kilonova.control.store.Json;

/**
 * A flavor after a change, as the change log carries it; one that was deleted, as it was.
 *
 * @param act what was done: {@code create}, {@code update} or {@code delete}
 * @param access projects that see it, if it is private; {@code formerly} those that saw it before the change
 */
public record FlavorNews(
        String act,
        String id,
        String name,
        String description,
        int vcpus,
        int memoryMb,
        int diskGb,
        int ephemeralGb,
        int swapMb,
        double rxtxFactor,
        boolean open,
        boolean disabled,
        TreeMap<String, String> extraSpecs,
        List<String> access,
        List<String> formerly) {

    static Change change(String act, Flavor seen, Flavor now, long generation) {
        var news = new FlavorNews(
                act,
                now.id(),
                now.name(),
                now.description(),
                now.vcpus(),
                now.memoryMb(),
                now.diskGb(),
                now.ephemeralGb(),
                now.swapMb(),
                now.rxtxFactor(),
                now.open(),
                now.disabled(),
                new TreeMap<>(now.extraSpecs()),
                projects(now),
                projects(seen));
        Change change = act.equals("delete")
                ? Change.deleted(Flavors.KIND, now.id(), "", generation)
                : Change.of(Flavors.KIND, now.id(), "", generation);
        return change.with(Json.write(news));
    }

    private static List<String> projects(Flavor flavor) {
        return flavor.access().stream().map(ProjectId::value).toList();
    }

    /** What a change says; empty where it says nothing. */
    public static Optional<FlavorNews> of(Change change) {
        return change.payload().map(text -> Json.read(text, FlavorNews.class));
    }

    /** Whether the project sees the flavor, or saw it before. */
    boolean concerns(ProjectId project) {
        return open || access.contains(project.value()) || formerly.contains(project.value());
    }
}
