package kilonova.control.server;

import java.util.Locale;

/** Where a server rests (Nova's vm_state). */
public enum RestingState {
    BUILDING,
    ACTIVE,
    STOPPED,
    PAUSED,
    SUSPENDED,
    RESCUED,
    RESIZED,
    SHELVED,
    SHELVED_OFFLOADED,
    SOFT_DELETED,
    DELETED,
    ERROR;

    /** Nova's word. */
    String word() {
        return switch (this) {
            case SOFT_DELETED -> "soft-delete";
            case BUILDING,
                    ACTIVE,
                    STOPPED,
                    PAUSED,
                    SUSPENDED,
                    RESCUED,
                    RESIZED,
                    SHELVED,
                    SHELVED_OFFLOADED,
                    DELETED,
                    ERROR -> name().toLowerCase(Locale.ROOT);
        };
    }
}
