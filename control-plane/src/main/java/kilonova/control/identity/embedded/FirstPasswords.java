package kilonova.control.identity.embedded;

import java.util.random.RandomGenerator;

/**
 * The passwords of the users that bootstrap makes. The caller makes them and keeps them (in {@code clouds.yaml}) before they
 * are used, so that a crash in between loses none.
 *
 * @param admin of {@code admin}
 * @param member of {@code demo}
 * @param service of {@code kilonova}, as whom our own services log in
 */
public record FirstPasswords(String admin, String member, String service) {
    /** Random ones of 160 bits each. */
    public static FirstPasswords generate(RandomGenerator random) {
        return new FirstPasswords(Passwords.generate(random), Passwords.generate(random), Passwords.generate(random));
    }

    @Override
    public String toString() {
        return "FirstPasswords[]";
    }
}
