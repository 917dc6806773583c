package kilonova.control.identity.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords(new Random(1), 10);

    @Test
    void theRightPasswordMatchesAndOthersDoNot() {
        String hash = passwords.hash("geheim ☃");
        assertThat(passwords.matches("geheim ☃", hash)).isTrue();
        assertThat(passwords.matches("geheim", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    @Test
    void theSamePasswordTwiceHasTwoHashesAndNeitherContainsIt() {
        assertThat(passwords.hash("same")).isNotEqualTo(passwords.hash("same")).doesNotContain("same");
    }

    @Test
    void aHashOfFewerIterationsStillMatches() {
        assertThat(new Passwords(new Random(2), 20).matches("old", passwords.hash("old")))
                .isTrue();
    }

    @Test
    void nothingMatchesADecoyOrWhatIsNoHash() {
        assertThat(passwords.matches("", passwords.decoy())).isFalse();
        assertThat(passwords.matches("x", "")).isFalse();
        assertThat(passwords.matches("x", "x")).isFalse();
    }
}
