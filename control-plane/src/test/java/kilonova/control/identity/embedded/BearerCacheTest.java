package kilonova.control.identity.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.UserId;
import org.junit.jupiter.api.Test;

class BearerCacheTest {
    private static final long SECOND = 1_000_000;
    private final BearerCache cache = new BearerCache(Duration.ofSeconds(5));

    @Test
    void whoIsRememberedIsFoundUntilTheTimeIsOver() {
        cache.remember("t", bearer(100 * SECOND), 0, cache.mark());
        assertThat(cache.find("t", 5 * SECOND - 1)).isPresent();
        assertThat(cache.find("t", 5 * SECOND)).isEmpty();
        assertThat(cache.find("other", 0)).isEmpty();
    }

    @Test
    void nobodyIsRememberedLongerThanTheTokenHolds() {
        cache.remember("t", bearer(2 * SECOND), 0, cache.mark());
        assertThat(cache.find("t", 2 * SECOND)).isEmpty();
    }

    @Test
    void whatWasReadBeforeAClearIsNotRememberedAfterIt() {
        Object mark = cache.mark();
        cache.clear();
        cache.remember("t", bearer(100 * SECOND), 0, mark);
        assertThat(cache.find("t", 0)).isEmpty();
    }

    private static Bearer bearer(long expires) {
        var user = new User(new UserId("u1"), "default", "Default", "ada", User.Profile.NONE, true, "", 0, 1);
        var claims = new TokenClaims("id", "id", user.id(), new Scope.Unscoped(), List.of("password"), 0, expires);
        return Bearer.of(claims, user, Optional.empty(), List.of());
    }
}
