package kilonova.control.assembly;

import io.grpc.BindableService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import kilonova.control.aggregate.AggregateApi;
import kilonova.control.aggregate.Aggregates;
import kilonova.control.audit.Audit;
import kilonova.control.audit.AuditApi;
import kilonova.control.audit.AuditDesk;
import kilonova.control.audit.Auditor;
import kilonova.control.enrollment.EnrollmentApi;
import kilonova.control.enrollment.Enrollments;
import kilonova.control.flavor.FlavorApi;
import kilonova.control.flavor.Flavors;
import kilonova.control.host.ControlServices;
import kilonova.control.host.HostApi;
import kilonova.control.host.HostDesk;
import kilonova.control.host.Hosts;
import kilonova.control.keypair.KeypairApi;
import kilonova.control.keypair.Keypairs;
import kilonova.control.node.NodeApi;
import kilonova.control.node.NodeDoor;
import kilonova.control.node.NodeSessions;
import kilonova.control.node.RelayApi;
import kilonova.control.node.Wishes;
import kilonova.control.notification.Courier;
import kilonova.control.notification.Notices;
import kilonova.control.operation.LongRunningApi;
import kilonova.control.operation.OperationApi;
import kilonova.control.operation.OperationDesk;
import kilonova.control.operation.Operations;
import kilonova.control.placement.PlacementLedger;
import kilonova.control.placement.PlacementRoom;
import kilonova.control.quota.QuotaApi;
import kilonova.control.quota.Quotas;
import kilonova.control.replica.LogNews;
import kilonova.control.replica.Owner;
import kilonova.control.replica.PeerApi;
import kilonova.control.replica.ReplicaDoor;
import kilonova.control.replica.Replicas;
import kilonova.control.request.RequestExpiry;
import kilonova.control.request.Requests;
import kilonova.control.scheduling.Scheduler;
import kilonova.control.server.ServerApi;
import kilonova.control.server.ServerNeighbours;
import kilonova.control.server.ServerWatches;
import kilonova.control.server.Servers;
import kilonova.control.store.LogPruning;
import kilonova.control.usage.UsageApi;
import kilonova.control.usage.Usages;
import kilonova.control.watch.Watches;
import kilonova.control.workflow.Runner;
import kilonova.control.workflow.Workflows;
import kilonova.kernel.Env;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms of compute, each knowing those it needs. Nothing runs until someone calls {@link #start}. */
public final class Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final Duration NODES_EVERY = Duration.ofMillis(500);
    private static final Duration PRUNED_EVERY = Duration.ofSeconds(2);
    private static final Duration EXPIRED_EVERY = Duration.ofSeconds(10);

    private final Replicas replicas;
    private final LogPruning pruning;
    private final RequestExpiry expiry;
    private final Scheduler scheduler;
    private final PlacementRoom placement;
    private final NodeSessions nodes;
    private final Runner runner;
    private final Watches watches;
    private final OperationDesk operationDesk;
    private final Flavors flavors;
    private final List<BindableService> services;
    private final NodeApi nodeApi;
    private final PeerApi peerApi;
    private final RelayApi relayApi;
    private final Audit audit;
    private final Auditor auditor;
    private final List<Courier> couriers;
    private final Executor threads;

    private Rooms(
            Replicas replicas,
            LogPruning pruning,
            RequestExpiry expiry,
            Scheduler scheduler,
            PlacementRoom placement,
            NodeSessions nodes,
            Runner runner,
            Watches watches,
            OperationDesk operationDesk,
            Flavors flavors,
            List<BindableService> services,
            NodeApi nodeApi,
            PeerApi peerApi,
            RelayApi relayApi,
            Audit audit,
            Auditor auditor,
            List<Courier> couriers,
            Executor threads) {
        this.replicas = replicas;
        this.pruning = pruning;
        this.expiry = expiry;
        this.scheduler = scheduler;
        this.placement = placement;
        this.nodes = nodes;
        this.runner = runner;
        this.watches = watches;
        this.operationDesk = operationDesk;
        this.flavors = flavors;
        this.services = List.copyOf(services);
        this.nodeApi = nodeApi;
        this.peerApi = peerApi;
        this.relayApi = relayApi;
        this.audit = audit;
        this.auditor = auditor;
        this.couriers = List.copyOf(couriers);
        this.threads = threads;
    }

    public static Rooms on(Surroundings on) {
        // Leases and reminders are differences of time: nobody lives longer because somebody set the clock back.
        Env steady = on.env().neverBack();
        var ledger = new PlacementLedger(on.env());
        var hosts = new Hosts(on.env(), ledger);
        var scheduler = new Scheduler(on.database(), hosts, ledger, on.scheduler());
        var operations = new Operations();
        var replicas = new Replicas(steady, on.database(), on.replica(), on.machine(), on.address(), on.peers());
        var workflows = new Workflows(steady, operations, replicas);
        var runner = new Runner(steady, on.database(), operations, workflows);
        var wishes = new Wishes();
        var flavors = new Flavors(on.database(), on.policy(), on.env());
        var quotas = new Quotas(on.database(), on.policy());
        var keypairs = new Keypairs(on.database(), on.policy(), quotas, on.env());
        var requests = new Requests(on.env(), on.vault());
        var neighbours = new ServerNeighbours(
                on.env(),
                on.database(),
                on.policy(),
                on.vault(),
                operations,
                requests,
                workflows,
                ledger,
                scheduler,
                hosts,
                wishes,
                flavors,
                keypairs,
                quotas,
                on.images(),
                on.networks());
        var servers = new Servers(neighbours);
        var enrollments = new Enrollments(on.env(), on.database(), on.policy(), hosts, on.authority());
        var guests = servers.guests();
        var nodes = new NodeSessions(
                steady,
                on.database(),
                hosts,
                enrollments,
                wishes,
                guests,
                on.nodes(),
                replicas,
                on.peers(),
                on.threads());
        var auditor = Auditor.on(
                on.env(),
                on.database(),
                replicas,
                on.audit(),
                ledger,
                hosts,
                wishes,
                operations,
                servers,
                quotas,
                on.networks(),
                guests);
        var watches = new Watches(on.database(), on.threads());
        var operationDesk = new OperationDesk(
                on.env(), on.database(), operations, workflows, servers.subjects(), on.policy(), watches);
        var operationApi = new OperationApi(operationDesk, requests);
        var placement = PlacementRoom.on(on.env(), on.database(), on.placementPolicy(), requests, watches);
        var aggregates = new Aggregates(on.env(), on.database(), hosts, ledger, on.policy());
        return new Rooms(
                replicas,
                new LogPruning(on.env(), on.database(), on.log()),
                new RequestExpiry(on.database(), requests),
                scheduler,
                placement,
                nodes,
                runner,
                watches,
                operationDesk,
                flavors,
                List.of(
                        new ServerApi(servers, nodes.questions(), new ServerWatches(servers, on.policy(), watches)),
                        operationApi,
                        new LongRunningApi(operationApi),
                        new FlavorApi(flavors, on.projects(), requests, watches),
                        new KeypairApi(keypairs, requests, watches),
                        new QuotaApi(quotas, on.projects(), requests, watches),
                        new UsageApi(new Usages(on.env(), on.database(), on.policy())),
                        new HostApi(
                                new HostDesk(
                                        on.database(),
                                        hosts,
                                        ledger,
                                        on.policy(),
                                        List.of(servers.tenant(), aggregates::letGo),
                                        nodes.questions()::uptime,
                                        nodes.lastHeard()::of),
                                requests,
                                new ControlServices(on.env(), on.database(), replicas),
                                watches),
                        new EnrollmentApi(enrollments, requests),
                        new AggregateApi(aggregates, requests, watches),
                        new AuditApi(new AuditDesk(on.env(), on.database(), on.policy(), replicas, auditor), requests),
                        placement.api()),
                new NodeApi(nodes, on.images()),
                new PeerApi(new LogNews(on.database())),
                new RelayApi(nodes.questions(), nodes.lastHeard()),
                new Audit(on.database(), operations, ledger, quotas, scheduler, hosts, wishes, on.networks()),
                auditor,
                Courier.on(
                        on.env(),
                        on.database(),
                        replicas,
                        new Notices(servers::whole, operations, keypairs, on.machine()),
                        on.notifications(),
                        on.cloud()),
                on.threads());
    }

    /** Fills memories from the database; after it, calls may come. Whoever drives the rooms drives {@link #runner} too. */
    public void start() {
        replicas.join();
        flavors.ensureStock();
        scheduler.start();
        placement.start();
        nodes.start();
    }

    /** Nodes can come in from now on. */
    public void listening() {
        nodes.listening();
    }

    /** Drives operations. */
    public Runner runner() {
        return runner;
    }

    /** What is done again and again while the rooms are open. */
    public List<Round> rounds() {
        var rounds = new ArrayList<Round>(List.of(
                new Round("lease", Replicas.RENEWAL, this::renew),
                new Round("nodes", NODES_EVERY, nodes::tick),
                new Round("alive", nodes.heartbeat(), nodes::keepTalking),
                new Round("bookmarks", Watches.BOOKMARKS, watches::tick),
                new Round("sweep", Runner.SWEEP, runner::sweep),
                new Round("change log", PRUNED_EVERY, pruning::tick),
                new Round("requests", EXPIRED_EVERY, expiry::tick),
                new Round("audit", Auditor.TICK, auditor::tick)));
        couriers.forEach(each -> rounds.add(new Round("notify " + each.name(), Courier.TICK, each::tick)));
        return rounds;
    }

    /** What a replica drove that was shut out is taken up at once, but not here: the next renewal may not wait for that. */
    private void renew() {
        if (replicas.tick()) {
            threads.execute(this::takeOver);
        }
    }

    private void takeOver() {
        try {
            runner.sweep();
        } catch (RuntimeException away) {
            LOG.warn("what others drove is taken up by the next sweep: {}", away.toString());
        }
    }

    /** This process among those that share the database, and the others; joined by {@link #start}. */
    public Replicas replicas() {
        return replicas;
    }

    /** This process among those that share the database, in the epoch that it believes to be in. */
    public Owner me() {
        return replicas.me();
    }

    /** Holds the rooms against each other. */
    public Audit audit() {
        return audit;
    }

    /** For everyone, behind the edge. */
    public List<BindableService> services() {
        return services;
    }

    /** Ends what would go on by itself: streams of nodes and of watchers, and calls that wait. Each is told why. */
    public void stop() {
        nodes.close();
        peerApi.close();
        watches.close();
        operationDesk.stop();
        couriers.forEach(Courier::close);
    }

    /** The last thing: what is driven here is other replicas' from now on, and nothing is committed here any more. */
    public void leave() {
        replicas.leave();
    }

    /** For other replicas, by channels that never leave this process. */
    public List<BindableService> replicaServices() {
        return List.of(peerApi, relayApi);
    }

    /** For other replicas, on a port where TLS asks for a certificate of the cloud's authority. */
    public List<BindableService> certifiedReplicaServices() {
        return replicaServices().stream().map(ReplicaDoor::certified).toList();
    }

    /** For a compute node in this process, by a channel that never leaves it. */
    public BindableService nodeService() {
        return NodeDoor.within(nodeApi);
    }

    /** For compute nodes on other machines, on a port where TLS asks for a certificate of the cloud's authority. */
    public BindableService certifiedNodeService() {
        return NodeDoor.certified(nodeApi);
    }
}
