package kilonova.control.node;

import java.time.Duration;

/**
 * @param heartbeat how often a node says that it lives
 * @param lease after how long without a word it is held to be gone
 * @param answer how long a question to a node may take
 */
public record NodeSettings(Duration heartbeat, Duration lease, Duration answer) {
    public static final NodeSettings USUAL =
            new NodeSettings(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(20));
}
