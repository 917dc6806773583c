package kilonova.node.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kilonova.node.v1.GuestFault;

/**
 * What a node remembers of one guest.
 *
 * @param epoch the ownership of the wish it holds
 * @param generation the wish it holds; older ones are ignored
 * @param fulfilled the wish it last carried out to its end; 0 when none of this epoch yet
 * @param fault why the wish {@code failed} cannot be carried out; empty when none failed
 * @param actions the one-shot actions of the wish it holds that were begun
 */
public record GuestRecord(
        long epoch,
        long generation,
        long fulfilled,
        long failed,
        Optional<GuestFault> fault,
        List<ActionRecord> actions) {

    public static final GuestRecord NONE = new GuestRecord(0, 0, 0, 0, Optional.empty(), List.of());

    public GuestRecord {
        actions = List.copyOf(actions);
    }

    /** Holds another wish, which names {@code actionIds}; what is known of other actions is dropped. */
    public GuestRecord holding(long newEpoch, long newGeneration, List<String> actionIds) {
        var kept =
                actions.stream().filter(each -> actionIds.contains(each.id())).toList();
        return newEpoch == epoch
                ? new GuestRecord(epoch, newGeneration, fulfilled, failed, fault, kept)
                : new GuestRecord(newEpoch, newGeneration, 0, 0, Optional.empty(), kept);
    }

    /** The wish it holds is carried out. */
    public GuestRecord settled() {
        return new GuestRecord(epoch, generation, generation, 0, Optional.empty(), actions);
    }

    /** The wish it holds cannot be carried out. */
    public GuestRecord failed(GuestFault why) {
        return new GuestRecord(epoch, generation, fulfilled, generation, Optional.of(why), actions);
    }

    public GuestRecord with(ActionRecord action) {
        var next = new ArrayList<ActionRecord>(actions);
        next.removeIf(each -> each.id().equals(action.id()));
        next.add(action);
        return new GuestRecord(epoch, generation, fulfilled, failed, fault, next);
    }

    public Optional<ActionRecord> action(String id) {
        return actions.stream().filter(each -> each.id().equals(id)).findFirst();
    }
}
