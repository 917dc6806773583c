package kilonova.control.node;

import java.util.List;

/**
 * What the control plane wants of one guest on one host.
 *
 * @param generation grows with every change of the server's wishes, on whichever host
 * @param epoch which ownership of the server it is
 * @param actions what is not idempotent by nature, by operation
 */
public record Wish(
        String serverId, String hostId, long generation, long epoch, WantedPower power, List<Action> actions) {

    public Wish {
        actions = List.copyOf(actions);
    }

    /** @param kind {@code reboot-soft} or {@code reboot-hard} */
    public record Action(String id, String kind) {}
}
