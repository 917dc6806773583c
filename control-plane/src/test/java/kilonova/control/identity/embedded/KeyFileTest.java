package kilonova.control.identity.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kilonova.control.identity.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenClaims CLAIMS =
            new TokenClaims("id", "id", new UserId("u1"), new Scope.OfSystem(), List.of("password"), 1, 2);

    private final Path directory;

    KeyFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void keysOutliveTheProcess() {
        String token = new TokenSigner(ensure(NOW)).sign(CLAIMS);
        assertThat(read(ensure(NOW), token)).contains(CLAIMS);
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        ensure(NOW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ensure(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rw-r--r--");
    }

    @Test
    void aFileThatHoldsNoKeysIsNamed() throws IOException {
        Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file(), "{\"keys\": []}");
        assertThatThrownBy(() -> ensure(NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file().toString());
    }

    @Test
    void anotherKeySignsAfterAMonthWhileTheOldOneStillVerifies() {
        KeyRing first = ensure(NOW);
        String old = new TokenSigner(first).sign(CLAIMS);
        Instant later = NOW.plus(KeyRing.SIGNS_FOR).plusSeconds(1);
        KeyRing second = ensure(later);
        assertThat(second.signing().getKeyID()).isNotEqualTo(first.signing().getKeyID());
        assertThat(read(second, old)).contains(CLAIMS);
        KeyRing third = ensure(later.plus(KeyRing.SIGNS_FOR).plusSeconds(1));
        assertThat(third.keys()).hasSize(2);
        assertThat(read(third, old)).isEmpty();
    }

    @Test
    void aTokenOfAnotherCloudIsNotRead() {
        String foreign = new TokenSigner(KeyRing.of(KeyRing.newKey(NOW))).sign(CLAIMS);
        assertThat(read(ensure(NOW), foreign)).isEmpty();
    }

    @Test
    void theRingDoesNotPrintItsSecrets() {
        assertThat(ensure(NOW).toString()).doesNotContain("\"d\"").startsWith("KeyRing[");
    }

    private static Optional<TokenClaims> read(KeyRing ring, String token) {
        return new TokenSigner(ring).read(token) instanceof TokenSigner.Reading.Signed(var claims)
                ? Optional.of(claims)
                : Optional.empty();
    }

    private KeyRing ensure(Instant now) {
        return new KeyFile(file()).ensure(now, LIFE);
    }

    private Path file() {
        return directory.resolve("identity-keys.json");
    }
}
