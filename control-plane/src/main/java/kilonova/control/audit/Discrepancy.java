package kilonova.control.audit;

/**
 * Two books that do not agree, as one look saw them.
 *
 * @param place where to look again: what {@link Check#again} takes
 * @param id of whose entry it is
 * @param gap by how much they differ: the part that stays the same while both books go on
 * @param was what was found, in words; {@code due} what ought to be
 * @param mendable whether a machine may mend it
 */
record Discrepancy(FindingKind kind, String place, String id, String gap, String was, String due, boolean mendable) {

    /** What it is about, for people. */
    String subject() {
        return kind.subject() + "/" + id;
    }

    /** Whether another look saw the same. */
    boolean sameAs(Discrepancy other) {
        return about(other.kind, other.id) && gap.equals(other.gap);
    }

    boolean about(FindingKind whichKind, String whichId) {
        return kind == whichKind && id.equals(whichId);
    }
}
