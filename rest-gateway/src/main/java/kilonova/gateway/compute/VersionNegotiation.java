package kilonova.gateway.compute;

import java.util.Optional;
import kilonova.gateway.http.Exchange;
import kilonova.gateway.http.HttpFault;

/** Which version a request asks for. Pure. */
final class VersionNegotiation {
    static final String HEADER = "openstack-api-version";
    static final String OLD_HEADER = "x-openstack-nova-api-version";

    private VersionNegotiation() {}

    /**
     * The version named by the headers; 2.1 without any. The old header counts when the new one does not name compute.
     *
     * @throws kilonova.gateway.http.HttpFaultException 400 for what is no version, 406 for one that is not served
     */
    static Microversion of(Exchange exchange) {
        Optional<String> named = exchange.header(HEADER)
                .flatMap(VersionNegotiation::compute)
                .or(() -> exchange.header(OLD_HEADER).map(VersionNegotiation::last));
        return named.map(VersionNegotiation::parse).orElse(Microversion.OLDEST);
    }

    /** From {@code compute 2.87, volume 3.1}: the last that is about compute. */
    private static Optional<String> compute(String header) {
        String found = null;
        for (String each : header.split(",", -1)) {
            String[] words = each.strip().split("\\s+", -1);
            if (words.length == 2 && words[0].equalsIgnoreCase("compute")) {
                found = words[1];
            }
        }
        return Optional.ofNullable(found);
    }

    private static String last(String header) {
        return header.substring(header.lastIndexOf(',') + 1).strip();
    }

    private static Microversion parse(String text) {
        if (text.equals("latest")) {
            return Microversion.NEWEST;
        }
        if (!Microversion.wellFormed(text)) {
            throw HttpFault.of(
                            400,
                            "API Version String " + text
                                    + " is of invalid format. Must be of format MajorNum.MinorNum.")
                    .raise();
        }
        return Microversion.parse(text)
                .filter(each -> each.compareTo(Microversion.OLDEST) >= 0 && each.compareTo(Microversion.NEWEST) <= 0)
                .orElseThrow(() -> HttpFault.of(
                                406,
                                "Version " + text + " is not supported by the API. Minimum is " + Microversion.OLDEST
                                        + " and maximum is " + Microversion.NEWEST + ".")
                        .raise());
    }
}
