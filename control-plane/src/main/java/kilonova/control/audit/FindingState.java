package kilonova.control.audit;

/** How a finding stands. Stored by name. */
enum FindingState {
    OPEN,
    HELD_BACK,
    REPAIRED,
    GONE;

    boolean stands() {
        return this == OPEN || this == HELD_BACK;
    }
}
