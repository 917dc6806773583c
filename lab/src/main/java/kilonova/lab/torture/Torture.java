package kilonova.lab.torture;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kilonova.lab.process.DatabasePlace;
import kilonova.lab.process.OwnBuild;
import kilonova.lab.process.PortRange;

/** One fault run: a cloud is started, struck while people work with it, left in peace, stopped and judged. */
final class Torture {
    private final TortureChoices choices;
    private final OwnBuild build;
    private final DatabasePlace place;
    private final Consumer<String> progress;
    private final History history = new History(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    Torture(TortureChoices choices, OwnBuild build, DatabasePlace place, Consumer<String> progress) {
        this.choices = choices;
        this.build = build;
        this.place = place;
        this.progress = progress;
    }

    TortureReport run() throws IOException {
        int replicas = choices.replicas();
        List<Integer> offsets = choices.portOffset()
                .map(first -> PortRange.from(first, replicas))
                .or(() -> PortRange.free(replicas))
                .orElseThrow(() -> new TortureFailure("no range of free ports was found on the loopback address"));
        TorturedCloud cloud = TorturedCloud.start(build, place, offsets, progress);
        boolean whole = false;
        try {
            TortureReport report = run(cloud);
            whole = report.violations().isEmpty() && !choices.keep();
            return report;
        } finally {
            cloud.close();
            if (whole) {
                cloud.removeFolder();
            }
        }
    }

    private TortureReport run(TorturedCloud cloud) throws IOException {
        try (Administrator admin = Administrator.of(cloud);
                var sightings = HostSightings.of(cloud);
                var keeper = new Keeper(cloud.processes(), history)) {
            sightings.require(cloud);
            Order order = admin.order();
            var stopwatch = new Stopwatch(sightings, history);
            var faults = new Faults(cloud, history, stopwatch);
            history.begin();
            try (People people = People.at(cloud, admin, order, history, choices.seed())) {
                progress.accept("faults strike for " + choices.time().toSeconds() + " s");
                faults.strikeAll(FaultPlan.of(choices.seed(), choices.time(), Faults.targets(cloud)));
                progress.accept("peace: everything is back");
                history.tell("peace");
                people.rest();
                progress.accept("waiting for the last operations");
                List<Violation> late = new Peace(cloud, admin, sightings, history).settle(people.watchers());
                people.close();
                keeper.close();
                return judge(cloud, people, faults, stopwatch, keeper, late);
            }
        }
    }

    private TortureReport judge(
            TorturedCloud cloud, People people, Faults faults, Stopwatch stopwatch, Keeper keeper, List<Violation> late)
            throws IOException {
        progress.accept("stopping, and holding what clients were told against what there is");
        cloud.close();
        Judgement judgement = Judgement.of(cloud, history, people.watchers(), people.names(), late);
        var story = new Story(history.exchanges(), people.watchers(), judgement.after());
        return new TortureReport(
                place.words(),
                choices,
                words(faults.counts()),
                story.requests(),
                story.ends(),
                story.errors(),
                story.longestToActive(),
                stopwatch.longestResumption(),
                stopwatch.longestMissing(),
                keeper.restarts(),
                people.watchers().stream().mapToInt(Watcher::streams).sum(),
                history.timeline(),
                judgement.violations(),
                judgement.violations().isEmpty() && !choices.keep()
                        ? Optional.empty()
                        : Optional.of(cloud.folder().toString()));
    }

    private static Map<String, Integer> words(Map<Target.Way, Integer> counts) {
        var words = new HashMap<String, Integer>();
        counts.forEach((way, times) -> words.put(way.name().toLowerCase(Locale.ROOT), times));
        return words;
    }
}
