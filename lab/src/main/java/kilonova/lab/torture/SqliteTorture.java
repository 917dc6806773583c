package kilonova.lab.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kilonova.lab.process.OwnBuild;
import kilonova.lab.process.PortRange;
import kilonova.lab.process.Supervised;

/**
 * The whole cloud in one process on SQLite: killed in the midst of many creates and started again, round after round. Which
 * moment it is, the seed decides.
 */
final class SqliteTorture {
    private static final int ROUNDS = 10;
    private static final int CREATES = 1_000;
    private static final int CALLERS = 16;
    private static final int HOSTS = 40;
    /** Neither before the first creates nor after the last ones. */
    private static final int EARLIEST = CREATES / 10;

    private static final Duration READY = Duration.ofMinutes(2);

    private final TortureChoices choices;
    private final OwnBuild build;
    private final Consumer<String> progress;
    private final History history = new History(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    private Optional<Duration> longestAbsence = Optional.empty();

    SqliteTorture(TortureChoices choices, OwnBuild build, Consumer<String> progress) {
        this.choices = choices;
        this.build = build;
        this.progress = progress;
    }

    TortureReport run() throws IOException {
        int offset = choices.portOffset()
                .or(() -> PortRange.free(1).map(List::getFirst))
                .orElseThrow(() -> new TortureFailure("no range of free ports was found on the loopback address"));
        progress.accept("starting the cloud, " + HOSTS + " hosts in its one process");
        TorturedCloud cloud = TorturedCloud.startAlone(build, offset, HOSTS);
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
                var sightings = HostSightings.of(cloud)) {
            sightings.require(cloud);
            Order order = admin.order();
            Tenant tenant = admin.tenant("tenant-1", -1);
            var peace = new Peace(cloud, admin, sightings, history);
            var random = new Random(choices.seed());
            history.begin();
            var watcher = new Watcher(
                    tenant.name(), List.of(tenant.grpc(cloud.replicas().getFirst())), history);
            List<Violation> late;
            try (watcher;
                    var creates = new Creates(cloud, tenant, order, history, CALLERS)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    progress.accept("round " + round + " of " + ROUNDS);
                    round(cloud, creates, round, random.nextInt(EARLIEST, CREATES - EARLIEST));
                }
                progress.accept("waiting for the last operations");
                late = peace.settle(List.of(watcher));
            }
            cloud.close();
            return report(cloud, watcher, Map.of(tenant.project(), tenant.name()), late);
        }
    }

    private void round(TorturedCloud cloud, Creates creates, int round, int moment) {
        Supervised process = cloud.replicas().getFirst().process();
        var struck = new AtomicBoolean();
        int made = creates.make(CREATES, "round-" + round, acknowledged -> {
            if (acknowledged >= moment && struck.compareAndSet(false, true)) {
                Thread.ofPlatform().start(() -> killAndStart(cloud, process, acknowledged));
            }
        });
        history.tell("round " + round + ": " + made + " of " + CREATES + " creates are acknowledged");
    }

    private void killAndStart(TorturedCloud cloud, Supervised process, int acknowledged) {
        long began = System.nanoTime();
        process.kill();
        history.tell("killed (-9) after " + acknowledged + " creates were acknowledged");
        process.start();
        if (Waiting.until(READY, () -> cloud.replicas().getFirst().ready().isPresent())) {
            Duration away = Duration.ofNanos(System.nanoTime() - began);
            longestAbsence = longestAbsence
                    .filter(longest -> longest.compareTo(away) > 0)
                    .or(() -> Optional.of(away));
            history.tell("ready again, " + Moment.seconds(away) + " after it was killed");
        } else {
            history.tell("it did not start again");
        }
    }

    private TortureReport report(
            TorturedCloud cloud, Watcher watcher, Map<String, String> tenants, List<Violation> late)
            throws IOException {
        progress.accept("holding what clients were told against what there is");
        var before = new ArrayList<>(late);
        Judgement judgement = Judgement.of(cloud, history, List.of(watcher), tenants, before);
        var story = new Story(history.exchanges(), List.of(watcher), judgement.after());
        return new TortureReport(
                "SQLite, the whole cloud in one process",
                choices,
                Map.of("kill", ROUNDS),
                story.requests(),
                story.ends(),
                story.errors(),
                story.longestToActive(),
                longestAbsence,
                Optional.empty(),
                0,
                watcher.streams(),
                history.timeline(),
                judgement.violations(),
                judgement.violations().isEmpty() && !choices.keep()
                        ? Optional.empty()
                        : Optional.of(cloud.folder().toString()));
    }
}
