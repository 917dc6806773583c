package kilonova.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import kilonova.kernel.Env;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cloud of this process: its data directory taken, its parts running, its files written. */
final class Cloud implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cloud.class);

    private final DataDirectory data;
    private final AllInOne parts;
    private final RunRecord run;
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private Cloud(DataDirectory data, AllInOne parts, RunRecord run) {
        this.data = data;
        this.parts = parts;
        this.run = run;
    }

    /** Starts everything; returns when it is ready. Throws {@link CommandFailure} when something is in the way. */
    static Cloud start(CloudSettings settings) throws IOException {
        settings.seat().prepare();
        DataDirectory data = DataDirectory.take(settings.seat().own());
        try {
            refuseTakenPorts(settings);
        } catch (CommandFailure taken) {
            data.giveBack();
            throw taken;
        }
        try {
            Path log = DataDirectory.log(data.root());
            Files.createDirectories(log.getParent());
            LogFile.use(log);
            Env env = Env.real();
            Accounts accounts = Accounts.keptIn(settings.dataDir(), env.random());
            AllInOne parts = start(settings, accounts, env);
            try {
                RunRecord run = written(settings, data, accounts, parts);
                var cloud = new Cloud(data, parts, run);
                Runtime.getRuntime().addShutdownHook(new Thread(cloud::stopAndWait, "stop"));
                return cloud;
            } catch (IOException | RuntimeException failed) {
                parts.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            data.close();
            throw failed;
        }
    }

    /** Tells clients and operators of what runs, in files. */
    private static RunRecord written(CloudSettings settings, DataDirectory data, Accounts accounts, AllInOne parts)
            throws IOException {
        var run = new RunRecord(
                ProcessHandle.current().pid(),
                RunRecord.startMillis(ProcessHandle.current()),
                StartTime.sinceCommand().toMillis(),
                parts.hypervisor(),
                parts.fake(),
                settings.database()
                        .map(DatabaseAddress::toString)
                        .orElse("sqlite:" + DataDirectory.database(settings.dataDir())),
                endpoints(settings, parts));
        var files = new ClientFiles(settings.dataDir());
        boolean first = settings.seat().isFirst();
        if (first && settings.listening().certificate().isPresent()) {
            files.write(settings.listening().certificate().get());
        }
        if (first) {
            files.write(accounts, run, settings.listening().certificate());
        }
        run.write(data.root());
        return run;
    }

    /** What goes wrong in here is seldom the user's doing, yet one line must be enough to begin with. */
    private static AllInOne start(CloudSettings settings, Accounts accounts, Env env) {
        try {
            return AllInOne.start(settings, accounts, env);
        } catch (CommandFailure known) {
            throw known;
        } catch (RuntimeException failed) {
            LOG.error("the cloud could not start", failed);
            Throwable cause = failed;
            while (cause.getCause() instanceof Throwable deeper) {
                cause = deeper;
            }
            throw new CommandFailure(
                    "the cloud could not start: "
                            + settings.database().map(place -> place + ": ").orElse("") + cause.getMessage()
                            + "\nThe whole story is in "
                            + DataDirectory.log(settings.seat().own()),
                    failed);
        }
    }

    RunRecord run() {
        return run;
    }

    /** Returns when someone asked the process to end. */
    void awaitEnd() throws InterruptedException {
        end.await();
    }

    @Override
    public void close() throws IOException {
        try {
            parts.close();
        } finally {
            RunRecord.remove(data.root());
            data.close();
            ended.countDown();
        }
    }

    private void stopAndWait() {
        end.countDown();
        try {
            ended.await();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuseTakenPorts(CloudSettings settings) {
        for (InetAddress address : settings.listening().addresses()) {
            List<String> taken = settings.ports().taken(address);
            if (!taken.isEmpty()) {
                throw new CommandFailure("taken by another program on " + address.getHostAddress() + ": "
                        + (taken.size() == 1 ? "port " : "ports ") + String.join(", ", taken)
                        + ". Stop it, or add --port-offset 10000 (any number).");
            }
        }
    }

    private static Map<String, String> endpoints(CloudSettings settings, AllInOne parts) {
        var endpoints = new LinkedHashMap<String, String>();
        for (Service service : Service.values()) {
            parts.port(service)
                    .ifPresent(port -> endpoints.put(service.label(), service.endpoint(settings.listening(), port)));
        }
        return endpoints;
    }
}
