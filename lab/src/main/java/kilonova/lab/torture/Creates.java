package kilonova.lab.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Many creates at once, for one tenant: half of the callers on each face, each insisting on a yes or a no. All begin at the
 * first replica.
 */
final class Creates implements AutoCloseable {
    private final Tenant tenant;
    private final History history;
    private final List<List<Caller>> callers = new ArrayList<>();

    /** @param count how many callers there are */
    Creates(TorturedCloud cloud, Tenant tenant, Order order, History history, int count) {
        this.tenant = tenant;
        this.history = history;
        String compute = cloud.replicas().getFirst().ready().orElseThrow().path("compute");
        for (int i = 0; i < count; i++) {
            boolean rest = i % 2 == 0;
            callers.add(cloud.replicas().stream()
                    .map(replica ->
                            rest ? tenant.rest(replica, compute, order) : new GrpcCaller(tenant.grpc(replica), order))
                    .toList());
        }
    }

    /**
     * Returns when each was answered with a yes or a no.
     *
     * @param prefix of the servers' names; used once
     * @param acknowledged is told after each yes how many there are by now
     * @return how many were accepted
     */
    int make(int count, String prefix, IntConsumer acknowledged) {
        var next = new AtomicInteger();
        var yes = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < callers.size(); i++) {
            var asker = new Asker(tenant.name(), callers.get(i), 0, history, new Random(i));
            threads.add(Thread.ofPlatform().daemon(true).start(() -> {
                for (int number = next.incrementAndGet(); number <= count; number = next.incrementAndGet()) {
                    if (accepted(asker, prefix + "-" + number)) {
                        acknowledged.accept(yes.incrementAndGet());
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new TortureFailure("interrupted", stopped);
            }
        }
        return yes.get();
    }

    private static boolean accepted(Asker asker, String name) {
        try {
            return asker.insist(Verb.CREATE, UUID.randomUUID().toString(), "", name, () -> true)
                    instanceof Answer.Accepted;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        callers.forEach(each -> each.forEach(Caller::close));
    }
}
