package kilonova.control.enrollment;

import com.google.protobuf.Message;
import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kilonova.control.host.Hosts;
import kilonova.control.identity.Principal;
import kilonova.control.policy.Policy;
import kilonova.control.policy.Target;
import kilonova.control.request.Once;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.NodePass;
import kilonova.kernel.Problem;

/** Nodes that may join from other machines: one method per use case, one transaction each. */
public final class Enrollments {
    /** The change log's word; id is the node's, payload the serial number that is taken from then on, empty for none. */
    public static final String KIND = "enrollment";

    /** More, and the certificate would not fit into a handshake. */
    static final int MOST_HOSTS = 128;

    private static final String LIST = "os_compute_api:os-services:list";
    private static final String UPDATE = "os_compute_api:os-services:update";

    private final Env env;
    private final Database database;
    private final Policy policy;
    private final Hosts hosts;
    private final Optional<NodeAuthority> authority;
    private final EnrollmentRepository repository = new EnrollmentRepository();

    /**
     * @param key public, PEM
     * @param life of the certificate
     */
    record Order(String name, List<String> hosts, String key, Duration life) {}

    /** @param certificate PEM */
    record Made(Enrollment enrollment, String certificate, String authority) {}

    /** @param next where the next page begins; empty on the last page */
    record Page(List<Enrollment> enrollments, Optional<String> next) {}

    /** @param authority makes the certificates; without it nobody can be enrolled */
    public Enrollments(Env env, Database database, Policy policy, Hosts hosts, Optional<NodeAuthority> authority) {
        this.env = env;
        this.database = database;
        this.policy = policy;
        this.hosts = hosts;
        this.authority = authority;
    }

    /**
     * Why this very certificate is not taken, in words; empty when it is.
     *
     * @param serial in hexadecimal
     */
    public Optional<String> refusal(Tx tx, NodePass pass, String serial) {
        Optional<String> taken = repository.taken(tx, pass.nodeId());
        if (taken.filter(serial::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("the certificate of node " + pass.name()
                + (taken.isPresent()
                        ? " was replaced by a newer one: use the bundle that was made last"
                        : " was revoked, or is of no node of this cloud: enroll the node again"));
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    Enrollment get(Principal who, String name) {
        policy.require(who, LIST, Target.own(who));
        return database.read(tx -> named(tx, name));
    }

    /** By name, those after {@code after}. */
    Page list(Principal who, String after, int limit) {
        policy.require(who, LIST, Target.own(who));
        return database.read(tx -> {
            List<Enrollment> rows = repository.list(tx, after, limit + 1);
            boolean more = rows.size() > limit;
            List<Enrollment> page = more ? rows.subList(0, limit) : rows;
            return new Page(page, more ? Optional.of(page.getLast().pass().name()) : Optional.empty());
        });
    }

    /** @throws kilonova.kernel.ProblemException Duplicate for a host of another node, Unsupported without an authority */
    <R extends Message> R enroll(Principal who, Order order, Once<Made, R> once) {
        policy.require(who, UPDATE, Target.own(who));
        NodeAuthority signs = authority.orElseThrow(
                () -> new Problem.Unsupported("This cloud has no authority for nodes on other machines.").raise());
        requireNames(order);
        PublicKey key = NodeKey.parse(order.key());
        return database.write(tx -> once.run(tx, () -> enroll(tx, order, key, signs)));
    }

    /** They go into a certificate: nothing but a name may look like one. */
    private static void requireNames(Order order) {
        if (!NodePass.isName(order.name())) {
            throw new Problem.Invalid("name", "\"" + order.name() + "\" is no name of a node").raise();
        }
        order.hosts().stream()
                .filter(name -> !NodePass.isName(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new Problem.Invalid("hosts", "\"" + name + "\" is no name of a host").raise();
                });
    }

    private Made enroll(Tx tx, Order order, PublicKey key, NodeAuthority signs) {
        Optional<Enrollment> before = repository.named(tx, order.name());
        NodePass pass = pass(tx, order, before.map(Enrollment::pass));
        Instant now = env.clock().instant();
        Instant until = now.plus(order.life());
        BigInteger serial = NodeAuthority.serial(env.random());
        var fresh = new Enrollment(
                pass,
                serial.toString(16),
                false,
                before.map(Enrollment::generation).orElse(0L) + 1,
                env.nowMicros(),
                until.toEpochMilli() * 1_000);
        before.ifPresentOrElse(seen -> repository.replace(tx, seen, fresh), () -> repository.insert(tx, fresh));
        return new Made(fresh, signs.ofNode(pass, key, serial, now, until), signs.pem());
    }

    /** Ids stay, hosts are added. */
    private NodePass pass(Tx tx, Order order, Optional<NodePass> before) {
        String nodeId =
                before.map(NodePass::nodeId).orElseGet(() -> env.ids().next().toString());
        Map<String, String> known = new LinkedHashMap<>();
        before.ifPresent(pass -> known.putAll(pass.hosts()));
        List<String> fresh =
                new ArrayList<>(order.hosts().isEmpty() && known.isEmpty() ? List.of(order.name()) : order.hosts());
        fresh.removeAll(known.values());
        requireFree(tx, fresh, nodeId);
        fresh.forEach(host -> known.put(env.ids().next().toString(), host));
        if (known.size() > MOST_HOSTS) {
            throw new Problem.Invalid("hosts", known.size() + " items (expected: at most " + MOST_HOSTS + ")").raise();
        }
        return new NodePass(nodeId, order.name(), known);
    }

    private void requireFree(Tx tx, List<String> names, String nodeId) {
        repository.takenNames(tx, names, nodeId).stream()
                .findFirst()
                .or(() -> names.stream()
                        .filter(name -> hosts.find(tx, name).isPresent())
                        .findFirst())
                .ifPresent(taken -> {
                    throw new Problem.Duplicate("host", taken).raise();
                });
    }

    /** @throws kilonova.kernel.ProblemException NotFound */
    <R extends Message> R revoke(Principal who, String name, Once<Enrollment, R> once) {
        policy.require(who, UPDATE, Target.own(who));
        return database.write(tx -> once.run(tx, () -> {
            Enrollment seen = named(tx, name);
            if (seen.revoked()) {
                return seen;
            }
            var revoked = new Enrollment(
                    seen.pass(), seen.serial(), true, seen.generation() + 1, seen.enrolledAt(), seen.expiresAt());
            repository.replace(tx, seen, revoked);
            return revoked;
        }));
    }

    private Enrollment named(Tx tx, String name) {
        return repository.named(tx, name).orElseThrow(() -> new Problem.NotFound("enrollment", name).raise());
    }
}
