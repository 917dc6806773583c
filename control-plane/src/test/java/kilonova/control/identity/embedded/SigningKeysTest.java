package kilonova.control.identity.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kilonova.control.identity.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
    private static final TokenClaims CLAIMS =
            new TokenClaims("id", "id", new UserId("u1"), new Scope.OfSystem(), List.of("password"), 1, 2);

    private final HandClock clock = new HandClock();
    private final Path directory;

    SigningKeysTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void anotherKeySignsAfterAMonthWithoutARestart() {
        SigningKeys keys = open();
        String before = keys.sign(CLAIMS);
        clock.pass(KeyRing.SIGNS_FOR.plusSeconds(1));
        String after = keys.sign(CLAIMS);
        assertThat(header(after)).isNotEqualTo(header(before));
        assertThat(keys.read(before)).contains(CLAIMS);
        assertThat(keys.read(after)).contains(CLAIMS);
    }

    @Test
    void aKeyThatAnotherReplicaMadeIsFound() {
        SigningKeys here = open();
        SigningKeys there = open();
        clock.pass(KeyRing.SIGNS_FOR.plusSeconds(1));
        String token = there.sign(CLAIMS);
        assertThat(here.read(token)).contains(CLAIMS);
        assertThat(header(here.sign(CLAIMS))).isEqualTo(header(token));
    }

    @Test
    void aMadeUpKeyIsNotFoundHoweverOftenItIsTried() {
        SigningKeys keys = open();
        String foreign = new TokenSigner(KeyRing.of(KeyRing.newKey(clock.instant()))).sign(CLAIMS);
        assertThat(keys.read(foreign)).isEmpty();
        clock.pass(Duration.ofSeconds(2));
        assertThat(keys.read(foreign)).isEmpty();
    }

    private SigningKeys open() {
        return new SigningKeys(new KeyFile(directory.resolve("keys.json")), clock, Duration.ofHours(1));
    }

    private static String header(String token) {
        return token.substring(0, token.indexOf('.'));
    }
}
