package kilonova.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * One user at work: makes servers, stops, starts and deletes them, and asks again under the same request id until told yes or
 * no. Its servers are its own: nobody else asks anything of them.
 */
final class Worker implements Runnable {
    private static final Duration PAUSE = Duration.ofMillis(150);
    /** How long an unanswered question is asked again, once the run is over. */
    private static final Duration LAST_QUESTIONS = Duration.ofSeconds(60);

    private static final int MOST_SERVERS = 6;
    private static final double CREATES = 0.45;
    private static final double REPEATS = 0.15;
    private static final double HASTY = 0.1;

    private final String name;
    private final Asker asker;
    private final History history;
    private final RandomGenerator random;
    private final BooleanSupplier working;
    private final List<String> servers = new ArrayList<>();
    private int made;
    private long over;

    Worker(String name, Asker asker, History history, RandomGenerator random, BooleanSupplier working) {
        this.name = name;
        this.asker = asker;
        this.history = history;
        this.random = random;
        this.working = working;
    }

    @Override
    public void run() {
        try {
            while (working.getAsBoolean()) {
                if (servers.isEmpty() || (servers.size() < MOST_SERVERS && random.nextDouble() < CREATES)) {
                    create();
                } else {
                    change(servers.get(random.nextInt(servers.size())));
                }
                Thread.sleep(random.nextLong(PAUSE.toMillis()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void create() throws InterruptedException {
        String requestId = UUID.randomUUID().toString();
        String server = name + "-" + ++made;
        Answer answer = asker.insist(Verb.CREATE, requestId, "", server, this::patient);
        if (answer instanceof Answer.Accepted yes) {
            servers.add(yes.server());
            if (random.nextDouble() < REPEATS) {
                asker.ask(Verb.CREATE, requestId, "", server);
            }
            if (random.nextDouble() < HASTY) {
                delete(yes.server());
            }
        }
    }

    private void change(String server) throws InterruptedException {
        switch (asker.look(server)) {
            case ACTIVE -> {
                if (random.nextBoolean()) {
                    asker.insist(Verb.STOP, UUID.randomUUID().toString(), server, "", this::patient);
                } else {
                    delete(server);
                }
            }
            case STOPPED -> {
                if (random.nextBoolean()) {
                    asker.insist(Verb.START, UUID.randomUUID().toString(), server, "", this::patient);
                } else {
                    delete(server);
                }
            }
            case ERROR -> delete(server);
            case GONE -> servers.remove(server);
            case UNSEEN -> asker.elsewhere();
            case BUSY -> {
                if (random.nextDouble() < HASTY) {
                    delete(server);
                }
            }
        }
    }

    private void delete(String server) throws InterruptedException {
        String requestId = UUID.randomUUID().toString();
        Answer answer = asker.insist(Verb.DELETE, requestId, server, "", this::patient);
        if (answer instanceof Answer.Accepted && random.nextDouble() < REPEATS) {
            asker.ask(Verb.DELETE, requestId, server, "");
        }
        if (!(answer instanceof Answer.Unknown)) {
            servers.remove(server);
        }
    }

    private boolean patient() {
        if (working.getAsBoolean()) {
            return true;
        }
        if (over == 0) {
            over = history.now();
        }
        return history.now() - over < LAST_QUESTIONS.toMillis();
    }
}
