package kilonova.control.operation;

import java.util.Optional;

/**
 * What can be said of the rest of an operation.
 *
 * @param waitsFor in words; empty while it acts, and once it has ended
 * @param expectedEnd microseconds
 */
record Outlook(String waitsFor, Optional<Long> expectedEnd) {
    static final Outlook NONE = new Outlook("", Optional.empty());
}
