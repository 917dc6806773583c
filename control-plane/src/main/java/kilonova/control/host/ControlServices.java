package kilonova.control.host;

import com.google.protobuf.util.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kilonova.compute.v1.ControlService;
import kilonova.control.replica.Replica;
import kilonova.control.replica.Replicas;
import kilonova.control.store.Database;
import kilonova.control.store.Tx;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;

/** The services that operators' tools look for beside those of hosts: all of them are in each process of the control plane. */
public final class ControlServices {
    private static final List<String> BINARIES = List.of("nova-conductor", "nova-scheduler");

    /** Numbers of hosts begin at 1; those of control services must not meet them. */
    private static final long FIRST_SERIAL = 1_000_000_001L;

    private final Env env;
    private final Database database;
    private final Replicas replicas;

    public ControlServices(Env env, Database database, Replicas replicas) {
        this.env = env;
        this.database = database;
        this.replicas = replicas;
    }

    List<ControlService> all() {
        var services = new ArrayList<ControlService>();
        long serial = FIRST_SERIAL;
        for (Replica replica : database.read(replicas::all)) {
            for (String binary : BINARIES) {
                if (!replica.forgotten()) {
                    services.add(service(replica, binary, serial));
                }
                serial++;
            }
        }
        return List.copyOf(services);
    }

    /**
     * Forgets the process that ran the service, unless it lives. It may be forgotten already: whoever deletes one of its
     * services after the other is not told that the second is missing.
     *
     * @throws kilonova.kernel.ProblemException NotFound
     */
    void forget(Tx tx, String id) {
        Replica ran = replicas.all(tx).stream()
                .filter(replica ->
                        BINARIES.stream().anyMatch(binary -> id(replica, binary).equals(id)))
                .findFirst()
                .orElseThrow(() -> new Problem.NotFound("service", id).raise());
        replicas.forget(tx, ran);
    }

    private static String id(Replica replica, String binary) {
        return UUID.nameUUIDFromBytes((replica.id() + binary).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private ControlService service(Replica replica, String binary, long serial) {
        var service = ControlService.newBuilder()
                .setId(id(replica, binary))
                .setBinary(binary)
                .setHost(replica.machine())
                .setUp(replicas.lives(replica))
                .setSerial(serial)
                .setReplicaId(replica.id())
                .setReplicaEpoch(replica.epoch())
                .setReplicaAddress(replica.address())
                .setUpdateTime(Timestamps.fromMicros(renewed(replica)));
        if (replicas.leased() && !replica.shutOut()) {
            service.setLeaseEndTime(Timestamps.fromMicros(replica.leaseUntil()));
        }
        return service.build();
    }

    private long renewed(Replica replica) {
        return replicas.leased() ? Math.abs(replica.leaseUntil()) - Replicas.LEASE.toNanos() / 1_000 : env.nowMicros();
    }
}
