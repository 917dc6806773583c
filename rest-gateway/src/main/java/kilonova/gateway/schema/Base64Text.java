package kilonova.gateway.schema;

import java.util.Base64;
import java.util.Optional;

/**
 * Pure. Base64 as Python's decoder reads it, which is what Nova takes: characters outside the alphabet are skipped, what
 * follows the padding is passed over, and the groups of four must come out even.
 */
public final class Base64Text {
    private Base64Text() {}

    /**
     * The same bytes in strict Base64, for those who read no other; perhaps none. Empty for what no decoder takes.
     */
    public static Optional<String> strict(String text) {
        var digits = new StringBuilder(text.length());
        int padding = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int place = digits.length() & 3;
            if (c == '=') {
                if (place >= 2 && place + ++padding >= 4) {
                    return Optional.of(digits.append("=".repeat(4 - place)).toString());
                }
            } else if (digit(c)) {
                padding = 0;
                digits.append(c);
            } else if (c > 127) {
                return Optional.empty();
            }
        }
        return (digits.length() & 3) == 0 ? Optional.of(digits.toString()) : Optional.empty();
    }

    /** The bytes; empty for what no decoder takes. */
    public static Optional<byte[]> decoded(String text) {
        return strict(text).map(Base64.getDecoder()::decode);
    }

    private static boolean digit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
