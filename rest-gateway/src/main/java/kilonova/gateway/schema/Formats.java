package kilonova.gateway.schema;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What each format asks of a text. A format that is not named here asks nothing, as in Python. */
final class Formats {
    private static final Map<String, Predicate<String>> TEXT = Map.of(
            "uuid", Formats::uuid,
            "date-time", text -> IsoTime.parse(text).isPresent(),
            "uri", Formats::uri,
            "ipv4", NetUtil::isValidIpV4Address,
            "ipv6", Formats::ipv6,
            "regex", Formats::regex,
            "base64", text -> Base64Text.strict(text).isPresent(),
            "cidr", Formats::cidr);

    /** Formats of names: what is broken is told in a sentence of its own, and a value that is no text is broken too. */
    private static final Map<String, Name> NAMES = Map.of(
            "name",
            new Name(Formats::trimmed, "printable characters. Can not start or end with whitespace."),
            "name_with_leading_trailing_spaces",
            new Name(Formats::filled, "printable characters with at least one non space character"),
            "az_name",
            new Name(
                    text -> trimmed(text) && text.indexOf(':') < 0,
                    "printable characters except :.Can not start or end with whitespace."),
            "az_name_with_leading_trailing_spaces",
            new Name(
                    text -> filled(text) && text.indexOf(':') < 0,
                    "printable characters except :, with at least one non space character"));

    record Name(Predicate<String> rule, String reason) {}

    private Formats() {}

    static Predicate<String> text(String format) {
        return TEXT.getOrDefault(format, text -> true);
    }

    static Optional<Name> name(String format) {
        return Optional.ofNullable(NAMES.get(format));
    }

    private static boolean trimmed(String text) {
        return Printable.all(text)
                && (text.isEmpty()
                        || !(Printable.blank(text.codePointAt(0))
                                || Printable.blank(text.codePointBefore(text.length()))));
    }

    private static boolean filled(String text) {
        return Printable.all(text) && !text.codePoints().allMatch(Printable::blank);
    }

    /** UUID-like: case and dashes do not count, braces and the urn prefix are tolerated. */
    static boolean uuid(String text) {
        String bare = text.toLowerCase(Locale.ROOT).replace("urn:", "").replace("uuid:", "");
        int digits = 0;
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            boolean brace = (c == '{' || c == '}') && (digits == 0 || digits == 32);
            if (c != '-' && !brace) {
                if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                    return false;
                }
                digits++;
            }
        }
        return digits == 32;
    }

    private static boolean uri(String text) {
        try {
            var uri = new URI(text);
            return uri.getScheme() != null && uri.getRawAuthority() != null;
        } catch (URISyntaxException broken) {
            return false;
        }
    }

    private static boolean ipv6(String text) {
        return text.indexOf('[') < 0 && text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text);
    }

    private static boolean regex(String text) {
        try {
            Pattern.compile(text);
            return !text.isEmpty();
        } catch (PatternSyntaxException broken) {
            return false;
        }
    }

    private static boolean cidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.indexOf(' ') >= 0) {
            return false;
        }
        String address = text.substring(0, slash);
        String prefix = text.substring(slash + 1);
        boolean four = NetUtil.isValidIpV4Address(address);
        if (!four && !ipv6(address)) {
            return false;
        }
        return prefix.matches("\\d{1,3}") && Integer.parseInt(prefix) <= (four ? 32 : 128);
    }
}
