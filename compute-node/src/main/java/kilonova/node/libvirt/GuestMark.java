package kilonova.node.libvirt;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a domain of ours carries in its metadata: whose guest it is.
 *
 * @param serverId the server it is the guest of
 * @param generation the wish it was defined for
 * @param epoch the ownership it was defined for
 */
record GuestMark(String serverId, long generation, long epoch) {
    static final String NAMESPACE = "urn:kilonova:guest:1";
    private static final Pattern ATTRIBUTE = Pattern.compile("(server|generation|epoch)=['\"]([^'\"]*)['\"]");

    String xml() {
        return "<kilonova:guest xmlns:kilonova='" + NAMESPACE + "' server='" + serverId + "' generation='" + generation
                + "' epoch='" + epoch + "'/>";
    }

    /** Reads the element as libvirt hands it out; empty when it is not a mark of ours. */
    static Optional<GuestMark> read(String element) {
        var server = "";
        long generation = -1;
        long epoch = -1;
        var attributes = ATTRIBUTE.matcher(element);
        try {
            while (attributes.find()) {
                switch (attributes.group(1)) {
                    case "server" -> server = attributes.group(2);
                    case "generation" -> generation = Long.parseLong(attributes.group(2));
                    default -> epoch = Long.parseLong(attributes.group(2));
                }
            }
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
        return server.isEmpty() || generation < 0 || epoch < 0
                ? Optional.empty()
                : Optional.of(new GuestMark(server, generation, epoch));
    }
}
