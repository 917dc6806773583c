package kilonova.gateway;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import kilonova.kernel.Listening;

/**
 * Where the faces listen.
 *
 * @param listening on loopback unless the operator says otherwise
 * @param ports the port of each face by its name; 0 takes a free one; a face that is not named is not served
 * @param callDeadline how long one call to the control plane may take
 */
public record GatewaySettings(Listening listening, Map<String, Integer> ports, Duration callDeadline) {
    private static final int IDENTITY_PORT = 5000;

    public static final Duration CALL_DEADLINE = Duration.ofSeconds(60);

    public GatewaySettings {
        ports = Collections.unmodifiableMap(new LinkedHashMap<>(ports));
    }

    /** Where callers without a token are told to get one. */
    String identityUrl() {
        return listening.origin(ports.getOrDefault("identity", IDENTITY_PORT)) + "/v3";
    }

    public static GatewaySettings loopback(Map<String, Integer> ports) {
        return new GatewaySettings(Listening.loopback(), ports, CALL_DEADLINE);
    }
}
