package kilonova.lab.torture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The tenants of a run: workers on both faces, and a watcher each. */
final class People implements AutoCloseable {
    private static final int TENANTS = 3;
    private static final int WORKERS = 4;
    /** Less than all workers of a tenant would like to have: some creates are refused. */
    private static final int QUOTA = 20;

    private final List<Tenant> tenants = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean working = true;

    private People() {}

    /** They begin to work at once. */
    static People at(TorturedCloud cloud, Administrator admin, Order order, History history, long seed) {
        var people = new People();
        String compute = cloud.replicas().getFirst().ready().orElseThrow().path("compute");
        for (int i = 1; i <= TENANTS; i++) {
            Tenant tenant = admin.tenant("tenant-" + i, QUOTA);
            people.tenants.add(tenant);
            people.watchers.add(new Watcher(
                    tenant.name(), cloud.replicas().stream().map(tenant::grpc).toList(), history));
            for (int k = 1; k <= WORKERS; k++) {
                boolean rest = k % 2 == 0;
                List<Caller> callers = cloud.replicas().stream()
                        .map(replica -> rest
                                ? tenant.rest(replica, compute, order)
                                : new GrpcCaller(tenant.grpc(replica), order))
                        .toList();
                people.callers.addAll(callers);
                String name = tenant.name() + "-" + k;
                var random = new Random(seed * 31 + (long) i * WORKERS + k);
                var asker = new Asker(tenant.name(), callers, (k / 2) % callers.size(), history, random);
                var worker = new Worker(name, asker, history, random, () -> people.working);
                people.threads.add(
                        Thread.ofPlatform().daemon(true).name("works-" + name).unstarted(worker));
            }
        }
        people.threads.forEach(Thread::start);
        return people;
    }

    /** Nobody begins anything new; returns when the last question is answered, or given up. */
    void rest() {
        working = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** By the project's id, the tenant's name. */
    Map<String, String> names() {
        var names = new HashMap<String, String>();
        tenants.forEach(tenant -> names.put(tenant.project(), tenant.name()));
        return names;
    }

    List<Watcher> watchers() {
        return List.copyOf(watchers);
    }

    @Override
    public void close() {
        working = false;
        watchers.forEach(Watcher::close);
        callers.forEach(Caller::close);
    }
}
