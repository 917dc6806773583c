package kilonova.node.guest;

import java.io.UncheckedIOException;
import kilonova.node.hypervisor.FaultReason;
import kilonova.node.journal.ActionRecord;
import kilonova.node.journal.GuestKey;
import kilonova.node.journal.GuestRecord;
import kilonova.node.journal.Journal;
import kilonova.node.v1.GuestFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is remembered of one guest. Whatever changes goes to the journal; what cannot be written is remembered all the same. */
final class GuestMemory {
    private static final Logger LOG = LoggerFactory.getLogger(GuestMemory.class);
    private static final int LONGEST_MESSAGE = 2_000;

    private final GuestKey key;
    private final Journal journal;
    private GuestRecord record;

    GuestMemory(GuestKey key, GuestRecord record, Journal journal) {
        this.key = key;
        this.record = record;
        this.journal = journal;
    }

    GuestKey key() {
        return key;
    }

    GuestRecord record() {
        return record;
    }

    /** Says whether it is written down too. */
    boolean write(GuestRecord next) {
        record = next;
        try {
            journal.put(key, next);
            return true;
        } catch (UncheckedIOException broken) {
            LOG.error("guest {}: the journal could not be written", key.serverId(), broken);
            return false;
        }
    }

    /** What cannot be written down must not be begun. */
    void note(ActionRecord action) {
        if (!write(record.with(action)) && action.stage() == ActionRecord.Stage.BEGUN) {
            fail(FaultReason.DISK_FULL, "The node cannot write its journal.");
        }
    }

    void settle() {
        write(record.settled());
    }

    /** The wish it holds, and every action of it that is not done, has failed. */
    void fail(FaultReason reason, String message) {
        LOG.warn("guest {}: {}: {}", key.serverId(), reason.wireName(), message);
        var text = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
        var next = record;
        for (var action : record.actions()) {
            if (action.stage() != ActionRecord.Stage.DONE) {
                next = next.with(ActionRecord.done(action.id(), text));
            }
        }
        write(next.failed(GuestFault.newBuilder()
                .setReason(reason.wireName())
                .setMessage(text)
                .setRetriable(reason.retriable())
                .build()));
    }
}
