package kilonova.distribution.demo;

import java.util.List;

/** What is to be done before guests can run: decided from what the machine has. */
sealed interface Ground {
    /** Everything is there. */
    record Ready() implements Ground {}

    /** These packages are missing and may be installed. */
    record Install(List<String> packages) implements Ground {}

    /** Real guests cannot be had; why, for the user. */
    record Fake(String why) implements Ground {}

    /** Pure. */
    static Ground of(List<String> missing, boolean apt, boolean root, boolean mayInstall) {
        if (missing.isEmpty()) {
            return new Ready();
        }
        String lacking = "missing on this machine: " + String.join(", ", missing);
        if (!mayInstall) {
            return new Fake(lacking + " (and --no-install was given)");
        }
        if (!apt) {
            return new Fake(lacking + " (and this is no Debian or Ubuntu, where they could be installed)");
        }
        if (!root) {
            return new Fake(
                    lacking + " (only root may install them: sudo apt-get install " + String.join(" ", missing) + ")");
        }
        return new Install(missing);
    }
}
