package kilonova.control.notification;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import kilonova.control.replica.Replicas;
import kilonova.control.store.ChangeLog;
import kilonova.control.store.Database;
import kilonova.kernel.Env;
import kilonova.kernel.Problem;
import kilonova.kernel.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one receiver what it was not told yet, in order. Its position is stored, and moves only once the receiver has what
 * lies before it: whoever goes on from there, this process or another, tells the last ones again at worst.
 */
public final class Courier implements AutoCloseable {
    /** Between two looks. */
    public static final Duration TICK = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int PAGE = 200;
    /** Pages of one tick. */
    private static final int MAX_PAGES = 50;

    private final Env env;
    private final Database database;
    private final Replicas replicas;
    private final Notices notices;
    private final Receiver receiver;
    private final NotificationSettings settings;
    private final PositionRepository repository = new PositionRepository();
    /** What the position was when this process last looked; empty while another is the one that brings. */
    private OptionalLong position = OptionalLong.empty();
    /** Failures in a row. */
    private int failures;

    private long pausedUntil;

    Courier(
            Env env,
            Database database,
            Replicas replicas,
            Notices notices,
            Receiver receiver,
            NotificationSettings settings) {
        this.env = env;
        this.database = database;
        this.replicas = replicas;
        this.notices = notices;
        this.receiver = receiver;
        this.settings = settings;
    }

    /** One for each receiver that the settings name. */
    public static List<Courier> on(
            Env env,
            Database database,
            Replicas replicas,
            Notices notices,
            NotificationSettings settings,
            String cloud) {
        var receivers = new ArrayList<Receiver>();
        settings.webhook().ifPresent(hook -> receivers.add(new Webhook(hook, settings.patience(), cloud)));
        settings.file()
                .ifPresent(file ->
                        receivers.add(new NotificationFile(file, settings.fileBytes(), settings.filesKept(), cloud)));
        return receivers.stream()
                .map(receiver -> new Courier(env, database, replicas, notices, receiver, settings))
                .toList();
    }

    /** The receiver's name. */
    public String name() {
        return receiver.name();
    }

    /** Brings what there is, unless the receiver is left alone for a while; nothing while another process is the one that brings. */
    public void tick() {
        if (!replicas.first()) {
            position = OptionalLong.empty();
            return;
        }
        if (env.nowMicros() < pausedUntil) {
            return;
        }
        for (int i = 0; i < MAX_PAGES && replicas.first(); i++) {
            long from = position.isPresent() ? position.getAsLong() : begin();
            if (from >= database.feed().delivered() || !page(from)) {
                return;
            }
        }
    }

    /** A receiver that was never told of anything begins with what happens from now on. */
    private long begin() {
        OptionalLong known = database.read(tx -> repository.find(tx, receiver.name()));
        long from = known.isPresent()
                ? known.getAsLong()
                : database.write(tx -> {
                    repository.begin(tx, receiver.name(), Database.revision(tx), env.nowMicros());
                    return repository.find(tx, receiver.name()).orElseThrow();
                });
        position = OptionalLong.of(from);
        return from;
    }

    private boolean page(long from) {
        record Page(long upTo, List<Notice> notices) {}
        Page page;
        try {
            page = database.read(tx -> {
                List<ChangeLog.Dated> changes = ChangeLog.dated(tx, from, PAGE);
                return new Page(
                        changes.isEmpty() ? from : changes.getLast().committed().revision(), notices.of(tx, changes));
            });
        } catch (ProblemException failed) {
            if (failed.problem() instanceof Problem.RevisionTooOld old) {
                LOG.error(
                        "{}: the changes from {} to {} were forgotten before it was told",
                        name(),
                        from + 1,
                        old.oldest());
                return moved(from, old.oldest());
            }
            throw failed;
        }
        long told = bring(page.notices(), from, page.upTo());
        return told > from && moved(from, told) && told == page.upTo();
    }

    /** @return up to where the receiver has it all */
    private long bring(List<Notice> some, long from, long upTo) {
        long told = from;
        for (int i = 0; i < some.size(); i++) {
            Notice each = some.get(i);
            try {
                receiver.bring(each);
                failures = 0;
            } catch (Receiver.Refused refused) {
                if (!givenUp(each, refused)) {
                    return settled(told, from);
                }
            } catch (IOException away) {
                pause(away);
                return settled(told, from);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return settled(told, from);
            }
            if (i + 1 == some.size() || some.get(i + 1).revision() != each.revision()) {
                told = each.revision();
            }
        }
        return settled(upTo, from);
    }

    private boolean givenUp(Notice notice, Receiver.Refused why) {
        if (failures + 1 < settings.attempts()) {
            pause(why);
            return false;
        }
        LOG.error(
                "{} does not take {} of {} ({}): left out", name(), notice.event(), notice.subject(), why.getMessage());
        failures = 0;
        return true;
    }

    private void pause(IOException why) {
        Duration pause = Pause.after(failures, settings.longestPause());
        failures++;
        pausedUntil = env.nowMicros() + pause.toNanos() / 1_000;
        LOG.warn("{} was not told: {}; again in {}", name(), String.valueOf(why.getMessage()), pause);
    }

    private long settled(long told, long from) {
        try {
            receiver.settle();
            return told;
        } catch (IOException lost) {
            pause(lost);
            return from;
        }
    }

    private boolean moved(long from, long to) {
        boolean mine = database.write(tx -> repository.move(tx, receiver.name(), from, to, env.nowMicros()));
        position = mine ? OptionalLong.of(to) : OptionalLong.empty();
        return mine;
    }

    @Override
    public void close() {
        receiver.close();
    }
}
