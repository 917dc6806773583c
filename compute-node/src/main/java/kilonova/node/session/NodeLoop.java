package kilonova.node.session;

import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import kilonova.kernel.Env;
import kilonova.kernel.ForwardClock;
import kilonova.node.hypervisor.Hypervisor;
import kilonova.node.journal.Journal;
import kilonova.node.v1.ControlMessage;
import kilonova.node.v1.NodeMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: its hosts, its stream, its clockwork. Does nothing but in {@link #tick}, which never blocks; in production one
 * thread calls it, in simulation the seed decides when. Streams come and go; guests are kept meanwhile.
 */
public final class NodeLoop {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);
    /** What is done between two looks at the clock. */
    private static final int MOST_PER_TICK = 1_000;
    /** Observations in one message. */
    private static final int MOST_FACTS = 500;

    private final String nodeId;
    private final Env env;
    private final SessionSettings settings;
    private final Channel channel;
    private final Executor workers;
    private final Inbox inbox = new Inbox();
    private final Map<String, KeptHost> hosts = new LinkedHashMap<>();
    private final GuestDesk desk;
    private final Questions questions;
    private final HostReports reports;

    private Optional<Stream> stream = Optional.empty();
    private long streams;
    private boolean listing;
    private volatile boolean welcomed;
    private volatile Optional<String> obstacle = Optional.empty();
    private int failures;
    /** Streams on end that were left because a message could not be taken. */
    private int untaken;

    private Instant connectAt;
    private final Timetable timetable;

    /**
     * Opens nothing yet: the first {@link #tick} begins.
     *
     * @param machine where it runs; its clock may jump
     */
    public NodeLoop(
            SessionSettings settings,
            Env machine,
            NodeIdentity identity,
            Journal journal,
            Channel channel,
            Executor workers,
            List<? extends Hypervisor> hypervisors) {
        if (hypervisors.isEmpty()) {
            throw new IllegalArgumentException("hypervisors: none (expected: at least 1)");
        }
        this.nodeId = identity.nodeId();
        // All it does is timed by differences: a clock that is set back must not keep it waiting.
        this.env = new Env(new ForwardClock(machine.clock()), machine.random(), machine.ids());
        this.settings = settings;
        this.timetable = new Timetable(settings.welcomeWithin());
        this.channel = channel;
        this.workers = workers;
        this.desk = new GuestDesk(journal, env, settings, workers, inbox);
        this.questions = new Questions(workers, inbox);
        this.connectAt = env.clock().instant();
        this.reports = new HostReports(hosts.values(), workers, inbox, settings.reportEvery(), connectAt);
        for (var hypervisor : hypervisors) {
            var host = new KeptHost(identity.hostId(hypervisor.name()), hypervisor);
            hosts.put(host.id, host);
            hypervisor.listen(serverId -> inbox.post(() -> desk.stirred(host, serverId)));
            hypervisor.onHostChange(() -> inbox.post(() -> reports.make(host)));
        }
        identity.force();
    }

    /** Does what there is to do; says when to call again, unless something comes in before. */
    public Instant tick() {
        inbox.run(MOST_PER_TICK);
        var now = env.clock().instant();
        desk.runDue(now);
        connectWhenDue(now);
        timetable.overdue(now).ifPresent(why -> drop(why, now));
        reports.runDue(now);
        tellFacts(now);
        beat(now);
        return inbox.isEmpty() ? due(now) : now;
    }

    /** Returns once there may be something to do, or at that time. */
    public void await(Instant until) throws InterruptedException {
        var now = env.clock().instant();
        if (now.isBefore(until)) {
            inbox.await(Duration.between(now, until));
        }
    }

    /** Ends a wait of {@link #await}; from any thread. */
    public void rouse() {
        inbox.rouse();
    }

    /** Whether the control plane has welcomed us on the stream that is open; from any thread. */
    public boolean connected() {
        return welcomed;
    }

    /** Why the last attempt to connect came to nothing; empty before the first and after a welcome; from any thread. */
    public Optional<String> obstacle() {
        return obstacle;
    }

    /** Ends the stream. Guests are left as they are. On the thread that ticks. */
    public void close() {
        stream.ifPresent(Stream::complete);
        stream = Optional.empty();
        welcomed = false;
    }

    private void connectWhenDue(Instant now) {
        if (stream.isPresent() || listing || now.isBefore(connectAt)) {
            return;
        }
        listing = true;
        var waitedFor = new int[] {hosts.size()};
        for (var host : hosts.values()) {
            try {
                desk.list(host, well -> listed(waitedFor));
            } catch (RuntimeException refused) {
                LOG.error("host {}: nobody looks at it", host.hypervisor.name(), refused);
                listed(waitedFor);
            }
        }
    }

    private void listed(int[] waitedFor) {
        if (--waitedFor[0] == 0) {
            listing = false;
            openOrWait();
        }
    }

    /** A host that was never seen cannot be spoken for; one that was, is as it was last seen. */
    private void openOrWait() {
        if (hosts.values().stream().allMatch(KeptHost::known)) {
            open();
        } else {
            backOff(env.clock().instant());
        }
    }

    private void open() {
        long number = ++streams;
        timetable.opened(env.clock().instant());
        var opened = Stream.open(channel, new Stream.Ear() {
            @Override
            public void came(ControlMessage message) {
                inbox.post(() -> {
                    if (number == streams && stream.isPresent()) {
                        takeWhole(message);
                    }
                });
            }

            @Override
            public void ready() {
                inbox.rouse();
            }

            @Override
            public void ended(String why) {
                inbox.post(() -> {
                    if (number == streams && stream.isPresent()) {
                        drop(why, env.clock().instant());
                    }
                });
            }
        });
        stream = Optional.of(opened);
        hosts.values().forEach(KeptHost::forgetNames);
        reports.take();
        opened.send(message -> {
            var hello = message.getHelloBuilder().setNodeId(nodeId).setSoftwareVersion(settings.softwareVersion());
            hosts.values().forEach(host -> host.report().ifPresent(hello::addHosts));
        });
        hosts.values().forEach(this::tellAll);
    }

    private void tellAll(KeptHost host) {
        stream.ifPresent(open -> {
            open.send(message -> message.setSnapshot(host.snapshot()));
            desk.news().toldAll(host.keepers());
        });
    }

    /** What was not taken whole is not known to the control plane to be missing: it states everything on the next stream. */
    private void takeWhole(ControlMessage message) {
        try {
            take(message);
        } catch (RuntimeException | Error bug) {
            LOG.error("a message of the control plane could not be taken", bug);
            untaken++;
            failures = untaken;
            drop("a message could not be taken: " + bug, env.clock().instant());
            return;
        }
        if (message.hasWishes()) {
            untaken = 0;
        }
        stream.ifPresent(Stream::taken);
    }

    private void take(ControlMessage message) {
        timetable.heard(env.clock().instant());
        switch (message.getMessageCase()) {
            case WELCOME -> {
                welcomed = true;
                obstacle = Optional.empty();
                failures = 0;
                timetable.welcomed(message.getWelcome(), env.clock().instant());
            }
            case WISHES -> {
                // What is no longer ours goes before anything new comes. No wish stands in the way of those after it.
                var wishes = message.getWishes();
                var trials = new Trials();
                for (var wish : wishes.getWishesList()) {
                    host(wish.getHostId()).ifPresent(host -> host.name(wish.getServerId()));
                }
                for (var hostId : wishes.getCompleteHostIdsList()) {
                    trials.run(() -> host(hostId).ifPresent(desk::complete));
                }
                for (var wish : wishes.getWishesList()) {
                    trials.run(() ->
                            Optional.ofNullable(hosts.get(wish.getHostId())).ifPresent(host -> desk.hold(host, wish)));
                }
                trials.throwFirst();
            }
            case QUESTION -> {
                long number = streams;
                var question = message.getQuestion();
                questions.answer(question, Optional.ofNullable(hosts.get(question.getHostId())), answer -> {
                    if (number == streams) {
                        stream.ifPresent(open -> open.send(reply -> reply.setAnswer(answer)));
                    }
                });
            }
            case RESYNC ->
                message.getResync().getHostIdsList().forEach(hostId -> host(hostId)
                        .ifPresent(this::tellAll));
            case ALIVE -> {}
            case MESSAGE_NOT_SET -> LOG.info("a message of a newer control plane is ignored");
        }
    }

    private Optional<KeptHost> host(String hostId) {
        var host = Optional.ofNullable(hosts.get(hostId));
        if (host.isEmpty()) {
            LOG.warn("host {}: not of this node, what is wished of it is ignored", hostId);
        }
        return host;
    }

    private void drop(String why, Instant now) {
        LOG.info("the stream ended: {}", why);
        obstacle = Optional.of(why);
        stream.ifPresent(open -> open.cancel(why));
        stream = Optional.empty();
        welcomed = false;
        timetable.closed();
        backOff(now);
    }

    private void backOff(Instant now) {
        failures++;
        connectAt = now.plus(settings.reconnect().after(failures, env.random()));
    }

    private void tellFacts(Instant now) {
        while (stream.isPresent() && stream.get().ready() && !(desk.news().isEmpty() && reports.isEmpty())) {
            var guests = desk.news().take(MOST_FACTS, now);
            if (guests.isEmpty() && reports.isEmpty()) {
                return;
            }
            var changed = reports.take();
            stream.get()
                    .send(message ->
                            message.getFactsBuilder().addAllGuests(guests).addAllHosts(changed));
            timetable.sent(now);
        }
    }

    /** Whatever else was sent says as well that the node lives. */
    private void beat(Instant now) {
        if (stream.isPresent() && timetable.heartbeatDue(now)) {
            stream.get().send(message -> message.setHeartbeat(NodeMessage.Heartbeat.getDefaultInstance()));
            timetable.sent(now);
        }
    }

    private Instant due(Instant now) {
        var instants = java.util.stream.Stream.<Instant>builder();
        instants.add(reports.due());
        desk.due().ifPresent(instants::add);
        if (stream.isPresent()) {
            instants.add(timetable.due());
            if (stream.get().ready()) {
                desk.news().due().ifPresent(instants::add);
            }
        } else if (!listing) {
            instants.add(connectAt);
        }
        var earliest = instants.build().min(Comparator.naturalOrder()).orElse(reports.due());
        return earliest.isBefore(now) ? now : earliest;
    }
}
