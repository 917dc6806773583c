package kilonova.control.image.embedded;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import kilonova.control.identity.Principal;
import kilonova.kernel.Problem;

/** Pure. Who may do what with an image: the only class that branches on roles. */
final class ImageAccess {
    private ImageAccess() {}

    static boolean admin(Principal who) {
        return who.has("admin");
    }

    /** @param member whether the image is shared with the caller's project; asked only where that decides */
    static boolean sees(Principal who, StoredImage image, BooleanSupplier member) {
        return switch (image.facts().visibility()) {
            case PUBLIC, COMMUNITY -> true;
            case SHARED -> keeps(who, image) || member.getAsBoolean();
            case PRIVATE -> keeps(who, image);
        };
    }

    /** Whether the image is the caller's own, or the caller an administrator. */
    static boolean keeps(Principal who, StoredImage image) {
        return admin(who) || who.project().map(image.owner()::equals).orElse(false);
    }

    /** @param rule the name by which the refusal is known */
    static void requireKeeper(Principal who, StoredImage image, String rule) {
        if (!keeps(who, image) || !writer(who)) {
            throw new Problem.Forbidden(rule).raise();
        }
    }

    static void requireWriter(Principal who, String rule) {
        if (!writer(who)) {
            throw new Problem.Forbidden(rule).raise();
        }
    }

    static void requireAdmin(Principal who, String rule) {
        if (!admin(who)) {
            throw new Problem.Forbidden(rule).raise();
        }
    }

    /** What an owner may not say without being an administrator. */
    static void requireSayable(Principal who, Optional<ImageFacts> before, ImageFacts next) {
        if (admin(who)) {
            return;
        }
        var seen = before.map(ImageFacts::visibility);
        if (next.visibility() == Visibility.PUBLIC && !seen.equals(Optional.of(Visibility.PUBLIC))) {
            throw new Problem.Forbidden("publicize_image").raise();
        }
        if (!who.project().equals(Optional.of(next.owner()))) {
            throw new Problem.Forbidden("modify_image_owner").raise();
        }
        boolean reserved = next.properties().keySet().stream()
                .anyMatch(key -> key.startsWith("os_glance_")
                        && !before.map(facts -> facts.properties().containsKey(key))
                                .orElse(false));
        if (reserved) {
            throw new Problem.Forbidden("property os_glance_*").raise();
        }
    }

    private static boolean writer(Principal who) {
        return admin(who) || who.has("manager") || who.has("member");
    }
}
