package kilonova.node.session;

import java.time.Duration;
import kilonova.node.guest.Patience;

/**
 * How a node talks to the control plane.
 *
 * @param softwareVersion what the node says it is
 * @param reconnectFirst the wait before the first attempt to connect again; doubles with each one
 * @param reconnectLongest the wait never exceeds this; within the lease that a control plane gives which has just begun
 * @param welcomeWithin a stream that is not welcomed within this time is given up
 * @param reportEvery how often each host's report is made anew; it is sent when it changed
 * @param holdBack how long an observation of a guest that is being worked on waits for a more final one
 * @param giveUpAtMost how many guests of one host may be given up at once; when more are unwished, they are stopped and
 *     their disks kept: that looks like a control plane that lost its memory
 * @param patience how guests are retried
 */
public record SessionSettings(
        String softwareVersion,
        Duration reconnectFirst,
        Duration reconnectLongest,
        Duration welcomeWithin,
        Duration reportEvery,
        Duration holdBack,
        int giveUpAtMost,
        Patience patience) {

    public static SessionSettings standard(String softwareVersion) {
        return new SessionSettings(
                softwareVersion,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofMillis(250),
                100,
                Patience.STANDARD);
    }

    /** How waits between two attempts to connect grow. */
    Patience reconnect() {
        return new Patience(1, reconnectFirst, reconnectLongest, reconnectLongest);
    }
}
