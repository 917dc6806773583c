package kilonova.control.server;

import java.util.List;

/** A port as the server sees it. */
public record Interface(
        String portId,
        String networkId,
        String networkName,
        String macAddress,
        List<String> addresses,
        List<String> floating,
        int mtu,
        String tag) {}
