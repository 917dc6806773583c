package kilonova.distribution;

import java.util.Locale;

/** What is to run the guests. */
enum HypervisorChoice {
    /** Libvirt where it can be had, else fake. */
    AUTO,
    LIBVIRT,
    /** Guests that do nothing. */
    FAKE,
    /** Nothing here: compute nodes are processes of their own. */
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
