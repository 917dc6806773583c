package kilonova.control.scheduling;

import java.util.List;

/**
 * What a creator hinted at, as it was said. A hint means something only where its {@link Filter} is enabled.
 *
 * @param sameHost servers, by id
 * @param differentHost servers, by id
 * @param nearIp the address of a host, empty for none
 * @param cidr a slash and the length of a prefix, or a mask; empty for {@code /24}
 * @param query an expression, empty for none
 */
public record Hints(List<String> sameHost, List<String> differentHost, String nearIp, String cidr, String query) {
    public static final Hints NONE = new Hints(List.of(), List.of(), "", "", "");

    public Hints {
        sameHost = List.copyOf(sameHost);
        differentHost = List.copyOf(differentHost);
    }
}
