package kilonova.control.identity.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param keyFile where the keys that sign tokens are kept; made when it is not there
 * @param tokenLife how long a token holds
 * @param cacheLife how long this replica may go on believing a token that another replica ended
 * @param passwordIterations the work per password that people choose
 */
public record IdentitySettings(Path keyFile, Duration tokenLife, Duration cacheLife, int passwordIterations) {
    /** The usual ones: an hour, five seconds. */
    public static IdentitySettings of(Path keyFile) {
        return new IdentitySettings(keyFile, Duration.ofHours(1), Duration.ofSeconds(5), Passwords.ITERATIONS);
    }
}
