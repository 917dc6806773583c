package kilonova.node.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/** Everything a node remembers of its guests, over the death of its process. */
public final class Journal {
    private final Records records;

    public Journal(Records records) {
        this.records = records;
    }

    public Map<GuestKey, GuestRecord> all() {
        var guests = new LinkedHashMap<GuestKey, GuestRecord>();
        records.all().forEach((word, bytes) -> guests.put(GuestKey.ofWord(word), GuestRecordBytes.read(bytes)));
        return guests;
    }

    public void put(GuestKey guest, GuestRecord record) {
        records.put(guest.word(), GuestRecordBytes.of(record));
    }

    public void remove(GuestKey guest) {
        records.remove(guest.word());
    }

    /** Returns once everything put before is on disk: called before what must not be done twice. May block. */
    public void force() {
        records.force();
    }
}
