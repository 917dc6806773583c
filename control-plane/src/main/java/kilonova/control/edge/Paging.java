package kilonova.control.edge;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import kilonova.kernel.Problem;

/** Pages on the wire (AIP-158): a token holds the place of the last item, and means nothing to anybody else. */
public final class Paging {
    /** Items of one page, at most ([api]max_limit). */
    public static final int MAX_SIZE = 1_000;

    private Paging() {}

    /** @param asked 0 means that the caller does not mind */
    public static int size(int asked) {
        return asked == 0 ? MAX_SIZE : Math.min(asked, MAX_SIZE);
    }

    public static String token(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    /** Where to go on: after the token's place, else after what the caller named, else at the start. */
    public static Optional<String> after(String token, String named) {
        if (token.isEmpty()) {
            return named.isEmpty() ? Optional.empty() : Optional.of(named);
        }
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
            throw new Problem.Invalid("page_token", "not a token that a page was answered with").raise();
        }
    }
}
