package kilonova.gateway.placement;

import java.util.Optional;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFaultException;

/** Which version a request asks for. Pure. */
final class VersionNegotiation {
    static final String HEADER = "openstack-api-version";

    private static final String SERVICE = "placement";
    private static final int MOST_DIGITS = 9;

    private VersionNegotiation() {}

    /**
     * The last version that the header names for placement; the oldest when it names none.
     *
     * @throws HttpFaultException 400 for what is no version, 406 for one that is not served
     */
    static PlacementVersion of(Exchange exchange) {
        return exchange.header(HEADER)
                .flatMap(VersionNegotiation::named)
                .map(VersionNegotiation::parse)
                .orElse(PlacementVersion.OLDEST);
    }

    /** The version of an answer to this request; the oldest when none was agreed on. */
    static Optional<PlacementVersion> agreed(Exchange exchange) {
        try {
            return Optional.of(of(exchange));
        } catch (HttpFaultException refused) {
            return Optional.empty();
        }
    }

    /** From {@code compute 2.87, placement 1.30}: the last that is about placement. */
    private static Optional<String> named(String header) {
        String found = null;
        for (String each : header.split(",", -1)) {
            String[] words = each.strip().split("\\s+", -1);
            if (words.length == 2 && words[0].equalsIgnoreCase(SERVICE)) {
                found = words[1];
            }
        }
        return Optional.ofNullable(found);
    }

    private static PlacementVersion parse(String text) {
        if (text.equals("latest")) {
            return PlacementVersion.NEWEST;
        }
        int dot = text.indexOf('.');
        if (dot < 0 || !number(text.substring(0, dot)) || !number(text.substring(dot + 1))) {
            throw PlacementFault.of(400, "Invalid microversion: invalid version string: " + text)
                    .raise();
        }
        int minor = Integer.parseInt(text.substring(dot + 1));
        if (Integer.parseInt(text.substring(0, dot)) != 1 || minor < 0 || minor > PlacementVersion.NEWEST.minor()) {
            throw PlacementFault.versionNotServed(text).raise();
        }
        return new PlacementVersion(minor);
    }

    /** Whole, with a sign or leading zeros perhaps. */
    private static boolean number(String text) {
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        return !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
