package kilonova.control.store;

/** A change with the revision under which everyone sees it. */
public record Committed(long revision, Change change) {}
