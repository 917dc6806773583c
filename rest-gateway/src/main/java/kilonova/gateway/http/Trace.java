package kilonova.gateway.http;

import java.util.Optional;
import kilonova.kernel.Ids;

/**
 * Names one request in logs, answers and operations. {@code id} is ours, {@code globalId} the one that the caller sent for
 * all the requests of one piece of work.
 */
public record Trace(String id, Optional<String> globalId) {
    /** Request and answer header of every OpenStack service. */
    public static final String HEADER = "x-openstack-request-id";

    private static final String PREFIX = "req-";
    private static final int LENGTH = PREFIX.length() + 36;

    /** A new trace; a global id that does not look like {@code req-<uuid>} is dropped, for it ends up in logs. */
    static Trace begin(Ids ids, Optional<String> sent) {
        return new Trace(PREFIX + ids.next(), sent.filter(Trace::wellFormed));
    }

    private static boolean wellFormed(String id) {
        if (id.length() != LENGTH || !id.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = id.charAt(i);
            if (c != '-' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
